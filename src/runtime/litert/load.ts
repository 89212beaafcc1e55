import { InputError } from "../../core/outcome.ts";
import type { LoadOptions, Session } from "../../core/run/runtime.ts";
import { Cleanup } from "./cleanup.ts";
import type { LiteRtInstance } from "./instance.ts";
import { portsOf } from "./ports.ts";
import { prepareFile } from "./prepare.ts";
import { CpuSession, type LoadedModel, refused } from "./session.ts";

// Weights are read in place with vector loads, and the format aligns its buffers to 16 bytes from the file's start.
const alignment = 64;

/** Where a model computes, and how its session is made once it is compiled for there. */
export interface Place {
  readonly accelerator: "wasm" | "webgpu";
  open(instance: LiteRtInstance, loaded: LoadedModel, trial: boolean): Promise<Session>;
}

const cpu: Place = {
  accelerator: "wasm",
  async open(instance, loaded, trial) {
    const session = new CpuSession(instance, loaded);
    if (trial) session.trial();
    return session;
  },
};

/**
 * Loads a model into the instance's heap and, unless told not to, runs it once on zeros.
 * Throws InputError `runtime-refused` with the runtime's reason, `runtime-out-of-memory`, `runtime-died`, or what
 * the reader says of an unsound file.
 */
export async function loadSession(
  instance: LiteRtInstance,
  bytes: Uint8Array,
  options: LoadOptions = {},
  place = cpu,
): Promise<Session> {
  instance.throwIfDead();
  const file = prepareFile(bytes);
  const cleanup = new Cleanup();
  const { module, environment } = instance;
  instance.log.clear();
  try {
    const pointer = placeBytes(instance, file.bytes, cleanup);
    const model = cleanup.own(module.loadModel(environment, pointer, file.bytes.length));
    for (const { at, value } of file.hidden) instance.heap()[pointer + at] = value;
    const compiled = cleanup.own(
      await module.compileModel(environment, model, {
        accelerator: place.accelerator,
        cpuOptions: { numThreads: Math.max(1, options.threads ?? 1) },
        gpuOptions: {},
        webNNOptions: {},
      }),
    );
    const ports = portsOf(model, file);
    const { signature, sizedByData } = file;
    const loaded = { model, compiled, signature, sizedByData, ...ports, cleanup };
    return await place.open(instance, loaded, options.trial !== false);
  } catch (error) {
    const failure = instance.errorOf(error, refused.code, refused.what);
    if (instance.died) throw isFull(instance, file.bytes.length) ? outOfMemory(file.bytes.length) : failure;
    // Where there is no room for packed weights, the runtime says no more than that an op failed to prepare, or that
    // tensors could not be allocated.
    const full = failure.code === refused.code && !hasRoom(instance, packing * file.bytes.length);
    cleanup.run();
    throw full ? outOfMemory(file.bytes.length) : failure;
  }
}

/** What packing the weights takes at most beside the file, in its sizes. 600 MB fit into a fresh heap. */
const packing = 3;
/** What the runtime's memory can grow to. Bytes. */
const mostMemory = 2 ** 31;

/** Whether preparing a file may have filled the heap of an instance that can no longer be asked. */
const isFull = (instance: LiteRtInstance, bytes: number): boolean =>
  instance.heap().length + packing * bytes > mostMemory;

/** Files from this size on are worth making room for at once. Bytes. */
const largeFile = 8 << 20;

/** Copies a file into the heap and returns where. Throws `runtime-out-of-memory` when it does not fit. */
function placeBytes(instance: LiteRtInstance, bytes: Uint8Array, cleanup: Cleanup): number {
  const { module } = instance;
  // The file and its packed weights will be here. One growth of the heap is much quicker than the many small ones
  // that allocating them piece by piece would bring, most of all while another runtime of the process grows its own.
  if (bytes.length >= largeFile) hasRoom(instance, 2.2 * bytes.length);
  const block = module._malloc(bytes.length + alignment);
  if (block === 0) throw outOfMemory(bytes.length);
  cleanup.add(() => module._free(block));
  const pointer = Math.ceil(block / alignment) * alignment;
  instance.heap().set(bytes, pointer);
  return pointer;
}

/** Whether the heap can still take a block of this size. */
function hasRoom({ module }: LiteRtInstance, bytes: number): boolean {
  const block = module._malloc(bytes);
  if (block !== 0) module._free(block);
  return block !== 0;
}

const outOfMemory = (bytes: number): InputError =>
  new InputError(
    "runtime-out-of-memory",
    `The model of ${Math.ceil(bytes / 1e6)} MB is too large to be run here. The runtime's memory holds 2 GB, and a model takes about three times its file's size while it is prepared. Files up to about 600 MB fit; measure larger ones on the device.`,
  );
