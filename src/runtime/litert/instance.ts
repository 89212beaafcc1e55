import { InputError } from "../../core/outcome.ts";
import type { LiteRtModule, WasmEnvironment } from "./bindings.ts";
import type { RuntimeLog } from "./log.ts";
import { missingOpSentence } from "./missing-op.ts";

/** Shared memory as far as we use it; `WebAssembly.Memory` has it. */
export interface HeapMemory {
  readonly buffer: ArrayBufferLike;
}

/**
 * One started wasm module with its environment. A trap or an abort leaves its heap in an unknown state, so from
 * then on `died` holds the error that every further call throws.
 */
export class LiteRtInstance {
  readonly module: LiteRtModule;
  readonly environment: WasmEnvironment;
  readonly log: RuntimeLog;
  private readonly memory: HeapMemory | undefined;
  private view: Uint8Array | undefined;
  private death: InputError | undefined;

  /**
   * @param memory the threaded build's memory. It is needed there because a thread of the pool may grow it, which
   *   leaves the module's own view on this side too short.
   * @param device a WebGPU device, or null for the CPU alone.
   */
  constructor(module: LiteRtModule, log: RuntimeLog, memory?: HeapMemory, device: unknown = null) {
    this.module = module;
    this.log = log;
    this.memory = memory;
    module.setupLogging();
    this.environment = module.LiteRtEnvironment.create(device);
  }

  get died(): InputError | undefined {
    return this.death;
  }

  /** The module's heap as it is now. Do not keep it: growing the heap replaces it. */
  heap(): Uint8Array {
    if (!this.memory) return this.module.HEAPU8;
    if (this.view?.buffer !== this.memory.buffer) this.view = new Uint8Array(this.memory.buffer);
    return this.view;
  }

  throwIfDead(): void {
    if (this.death) throw this.death;
  }

  /**
   * Turns what the module threw into an InputError: `runtime-died` for traps and aborts, which also end this
   * instance; else `code` with the runtime's own reason.
   */
  errorOf(error: unknown, code: string, what: string): InputError {
    if (error instanceof InputError) return error;
    const thrown = error instanceof Error ? error.message : String(error);
    const fatal = error instanceof Error && (error.name === "RuntimeError" || error.name === "RangeError");
    const reasons = this.log.reasons().map(plain);
    if (fatal) {
      this.death = diedError(reasons.length > 0 ? reasons.join("; ") : plain(thrown));
      return this.death;
    }
    const missing = missingOpSentence(reasons);
    if (missing !== null) return new InputError(code, missing);
    return new InputError(code, `${what}: ${reasons.length > 0 ? reasons.join("; ") : thrown}`);
  }
}

/** An abort without a reason, in words. */
const plain = (reason: string): string =>
  /^Aborted\(\s*\)/.test(reason) ? "it ended itself and gave no reason, mostly for want of memory." : reason;

/** The error of every call to a runtime that ended. */
export const diedError = (reason: string): InputError =>
  new InputError("runtime-died", `The runtime stopped working and has to be started again: ${reason}`);
