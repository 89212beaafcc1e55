import {
  type CollectorOptions,
  SliceCollector,
  type SliceStatistics,
} from "../../core/calibration/statistics.ts";
import { InputError } from "../../core/outcome.ts";
import type { PortInfo, Session, TensorValues } from "../../core/run/runtime.ts";
import type { WasmCompiledModel, WasmModel, WasmTensorBuffer } from "./bindings.ts";
import type { Cleanup } from "./cleanup.ts";
import { asBytes } from "./element-types.ts";
import type { LiteRtInstance } from "./instance.ts";
import { checkInputs, type Port, type StatePort } from "./ports.ts";

/** What a load made in the heap. */
export interface LoadedModel {
  readonly model: WasmModel;
  readonly compiled: WasmCompiledModel;
  readonly signature: number;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly states: readonly StatePort[];
  /** See PreparedFile. */
  readonly sizedByData: readonly string[];
  /** Frees all of it, the model's bytes last. */
  readonly cleanup: Cleanup;
}

/**
 * A model on the CPU: inputs and outputs are plain memory in the module's heap. A model that keeps states starts
 * every inference from rest, so that samples can come in any order.
 */
export class CpuSession implements Session {
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
  readonly fullyAccelerated: boolean;
  private readonly inputPorts: readonly Port[];
  private readonly outputPorts: readonly Port[];
  private readonly instance: LiteRtInstance;
  private readonly loaded: LoadedModel;
  private readonly buffers: readonly WasmTensorBuffer[];
  private closed = false;

  constructor(instance: LiteRtInstance, loaded: LoadedModel) {
    this.instance = instance;
    this.loaded = loaded;
    this.inputPorts = loaded.inputs;
    this.outputPorts = loaded.outputs;
    this.inputs = loaded.inputs.map(publicInfo);
    this.outputs = loaded.outputs.map(publicInfo);
    this.fullyAccelerated = loaded.compiled.isFullyAccelerated();
    this.buffers = [...loaded.inputs, ...loaded.states].map((port, i) => this.makeInputBuffer(port, i));
  }

  /**
   * One inference on zeros, as a trial: allocation and ops that the runtime does not know fail only here.
   * Throws `runtime-refused`.
   */
  trial(): void {
    this.guard(() => {
      for (const buffer of this.invoke()) buffer.delete();
    }, refused);
  }

  async run(inputs: readonly TensorValues[]): Promise<TensorValues[]> {
    return this.runMany(inputs, 1);
  }

  async runMany(inputs: readonly TensorValues[], count: number): Promise<TensorValues[]> {
    const results = this.outputPorts.map((port) => port.element.make(port.count * count));
    const to = results.map(asBytes);
    this.eachRun(inputs, count, (made, sample) => {
      this.outputPorts.forEach(({ byteLength }, i) => {
        this.see(made[i]!, (heap, at) => {
          to[i]!.set(heap.subarray(at, at + byteLength), sample * byteLength);
        });
      });
    });
    return results;
  }

  async collect(
    inputs: readonly TensorValues[],
    count: number,
    wanted: readonly (CollectorOptions | null)[],
  ): Promise<(SliceStatistics | null)[]> {
    const collectors = this.outputPorts.map(({ type }, i) => {
      const options = type === "FLOAT32" ? wanted[i] : null;
      return options ? new SliceCollector(options) : null;
    });
    this.eachRun(inputs, count, (made) => {
      this.outputPorts.forEach((port, i) => {
        if (collectors[i] === null) return;
        this.see(made[i]!, (heap, at) => {
          collectors[i]!.add(new Float32Array(heap.buffer, at, port.count), 0, port.count);
        });
      });
    });
    return collectors.map((collector) => collector?.result ?? null);
  }

  async time(runs: number): Promise<Float64Array> {
    return this.guard(() => {
      const durations = new Float64Array(runs);
      for (let i = 0; i < runs; i++) {
        const start = performance.now();
        const made = this.invoke();
        durations[i] = performance.now() - start;
        for (const buffer of made) buffer.delete();
      }
      return durations;
    });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (!this.instance.died) this.loaded.cleanup.run();
  }

  private guard<T>(work: () => T, failure = failed): T {
    if (this.closed) throw new InputError("runtime-closed", "The model was closed.");
    this.instance.throwIfDead();
    this.instance.log.clear();
    try {
      return work();
    } catch (error) {
      const told = this.instance.errorOf(error, failure.code, failure.what);
      const [output] = this.loaded.sizedByData;
      if (output === undefined || told.code !== failure.code) throw told;
      throw new InputError(
        failure.code,
        `The output “${output}” has as many elements as the data says, which the runtime cannot hand out here, so the model cannot be run, measured or calibrated. Techniques that need no data still work.`,
        { tensor: output },
      );
    }
  }

  private eachRun(
    inputs: readonly TensorValues[],
    count: number,
    visit: (made: readonly WasmTensorBuffer[], sample: number) => void,
  ): void {
    this.guard(() => {
      checkInputs(this.inputPorts, inputs, count);
      const from = inputs.map(asBytes);
      for (let sample = 0; sample < count; sample++) {
        this.inputPorts.forEach((port, i) => {
          const start = sample * port.byteLength;
          this.write(this.buffers[i]!, from[i]!.subarray(start, start + port.byteLength));
        });
        this.rest();
        const made = this.invoke();
        visit(made, sample);
        for (const buffer of made) buffer.delete();
      }
    });
  }

  private rest(): void {
    this.loaded.states.forEach(({ byteLength, rest }, i) => {
      const at = this.inputPorts.length + i;
      this.write(this.buffers[at]!, new Uint8Array(byteLength).fill(rest));
    });
  }

  private invoke(): WasmTensorBuffer[] {
    const made = this.loaded.compiled.run(this.loaded.signature, [...this.buffers]);
    // Only the builds with stack switching answer with a promise, and those are not used on the CPU.
    if (made instanceof Promise) throw new Error("the module ran asynchronously");
    // The bindings return buffers with whatever was in them after a failed run as well; the printed error tells.
    if (this.instance.log.hasErrors) {
      for (const buffer of made) buffer.delete();
      throw new Error("an operator failed");
    }
    return made;
  }

  private makeInputBuffer(port: Port, index: number): WasmTensorBuffer {
    const { module, environment } = this.instance;
    const type = this.loaded.model.getInputTensorType(this.loaded.signature, index);
    const kind = module.LiteRtTensorBufferType.HOST_MEMORY;
    const buffer = this.loaded.cleanup.own(
      module.LiteRtTensorBuffer.createManaged(environment, kind, type, port.byteLength),
    );
    type.delete();
    this.write(buffer, new Uint8Array(port.byteLength));
    return buffer;
  }

  private write(buffer: WasmTensorBuffer, bytes: Uint8Array): void {
    const pointer = buffer.lock(this.instance.module.LiteRtTensorBufferLockMode.WRITE);
    this.instance.heap().set(bytes, pointer);
    buffer.unlock();
  }

  /** Shows where in the heap the buffer's values are; they stay only until `visit` returns. */
  private see(buffer: WasmTensorBuffer, visit: (heap: Uint8Array, at: number) => void): void {
    const pointer = buffer.lock(this.instance.module.LiteRtTensorBufferLockMode.READ);
    visit(this.instance.heap(), pointer);
    buffer.unlock();
  }
}

/** What a model is refused with while it is loaded. */
export const refused = { code: "runtime-refused", what: "The runtime cannot run this model" };
export const failed = { code: "runtime-failed", what: "The runtime failed while it ran the model" };

export const publicInfo = ({ name, shape, type }: Port): PortInfo => ({ name, shape, type });
