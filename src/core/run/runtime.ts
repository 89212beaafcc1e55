import type { CollectorOptions, SliceStatistics } from "../calibration/statistics.ts";
import type { TensorTypeName } from "../tflite/tensor-types.ts";

/** Values of one tensor as they cross the runtime's border, one element per value, in the tensor's own type. */
export type TensorValues =
  | Float32Array
  | Int32Array
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | Float64Array;

/** One input or output of a loaded model. */
export interface PortInfo {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: TensorTypeName;
}

export type Accelerator = "cpu" | "webgpu";

export interface LoadOptions {
  /** CPU threads for this model. 1 where the build has no threads. */
  readonly threads?: number;
  readonly accelerator?: Accelerator;
  /** False leaves out the inference on zeros that tells early whether the model runs. */
  readonly trial?: boolean;
  /** Multiply-accumulates of all the runs that will be asked for, where that is known: several runtimes may share them. */
  readonly work?: number;
}

/** Facts of the host, shown beside every measurement. */
export interface RuntimeInfo {
  readonly runtime: string; // e.g. "LiteRT 2.5.3 (wasm, threads)"
  readonly threads: number; // most threads a model can get here
  readonly webgpu: boolean;
}

/**
 * The native TFLite runtime behind one interface, with two hosts (browser worker, Node).
 * A runtime can die (abort, out of memory): every call of its sessions then rejects with an InputError of code
 * `runtime-died`, and the host that made it starts another for the next load.
 */
export interface Runtime {
  readonly info: RuntimeInfo;
  /** The runtimes behind this one, where several run side by side; work that divides itself can use each. */
  readonly members?: readonly Runtime[];
  /** Loads the file's primary subgraph. Throws InputError `runtime-refused` with the runtime's reason. */
  load(bytes: Uint8Array, options?: LoadOptions): Promise<Session>;
  close(): void;
}

/** A model in the runtime. One call at a time; `close` frees its memory. */
export interface Session {
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
  /**
   * On the CPU: whether XNNPACK runs every op (false where some run in slower kernels). With `webgpu`: whether the
   * GPU runs every op; where it cannot, the whole model runs on the CPU and this is false.
   */
  readonly fullyAccelerated: boolean;
  /** One inference. Inputs in order, in the tensors' own types; the outputs are copies owned by the caller. */
  run(inputs: readonly TensorValues[]): Promise<TensorValues[]>;
  /**
   * Several inferences in one call across the worker border. `inputs[i]` holds `count` samples of input i, one
   * after the other; the result holds `count` samples of each output in the same way.
   */
  runMany(inputs: readonly TensorValues[], count: number): Promise<TensorValues[]>;
  /**
   * Runs as many inferences, and brings back what `wanted` asks of each output (nothing where it is null) instead of
   * the values, which with inner tensors exposed are many times the model's size. Outputs that are not float32 give
   * null. Calls under way at the same time may run side by side.
   */
  collect(
    inputs: readonly TensorValues[],
    count: number,
    wanted: readonly (CollectorOptions | null)[],
  ): Promise<(SliceStatistics | null)[]>;
  /** Wall-clock duration in milliseconds of each of `runs` inferences, inputs left as they were set last. */
  time(runs: number): Promise<Float64Array>;
  close(): void;
}
