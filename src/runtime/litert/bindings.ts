// The part of LiteRT's compiled module that we call. The published JavaScript over it takes float32, int32 and
// uint8 tensors only; these bindings under it take every element type. Written from the module's exports as seen
// in @litertjs/core 2.5.3. Every object made here lives in the module's heap until `delete()`.

export interface Deletable {
  delete(): void;
}

/** A C++ vector; the elements of class types want their own `delete()`. */
export interface WasmVector<T> extends Deletable {
  size(): number;
  get(index: number): T;
}

/** A C++ enum value. Values of one enum are the same object each time. */
export interface EnumValue {
  readonly value: number;
}

export interface WasmLayout extends Deletable {
  dimensions(): WasmVector<number>;
}

export interface WasmTensorType extends Deletable {
  elementType(): EnumValue;
  layout(): WasmLayout;
  /** Packed size of the whole tensor in bytes. */
  bytes(): number;
}

export interface WasmSignature extends Deletable {
  key(): string;
  inputNames(): WasmVector<string>;
  outputNames(): WasmVector<string>;
}

export interface WasmModel extends Deletable {
  getNumSignatures(): number;
  getSignature(signature: number): WasmSignature;
  getInputTensorType(signature: number, input: number): WasmTensorType;
  getOutputTensorType(signature: number, output: number): WasmTensorType;
}

export interface WasmBufferRequirements extends Deletable {
  supportedTypes(): WasmVector<EnumValue>;
}

export interface WasmTensorBuffer extends Deletable {
  /** Address of the first byte in the heap, valid until `unlock`. Host memory only. */
  lock(mode: EnumValue): number;
  unlock(): void;
  bufferType(): EnumValue;
  getWebGpuBuffer(): number;
  size(): number;
  packedSize(): number;
  offset(): number;
}

export interface WasmCompiledModel extends Deletable {
  getInputBufferRequirements(signature: number, input: number): WasmBufferRequirements;
  run(signature: number, inputs: WasmTensorBuffer[]): WasmTensorBuffer[] | Promise<WasmTensorBuffer[]>;
  isFullyAccelerated(): boolean;
}

export type WasmEnvironment = Deletable;

export interface WasmCompileOptions {
  readonly accelerator: "wasm" | "webgpu";
  readonly cpuOptions: { readonly numThreads: number };
  readonly gpuOptions: { readonly precision?: "fp16" | "fp32" };
  readonly webNNOptions: Record<string, never>;
}

/** The module as its factory returns it. */
export interface LiteRtModule {
  readonly HEAPU8: Uint8Array;
  /** Returns 0 when the heap cannot grow any further. */
  _malloc: (bytes: number) => number;
  _free(pointer: number): void;
  setupLogging(): void;
  getThreadCount(): number;
  readonly LiteRtEnvironment: { create(device: unknown): WasmEnvironment };
  /** The bytes at `pointer` must stay until the model is deleted: the runtime uses the weights in place. */
  loadModel(environment: WasmEnvironment, pointer: number, bytes: number): WasmModel;
  compileModel(
    environment: WasmEnvironment,
    model: WasmModel,
    options: WasmCompileOptions,
  ): WasmCompiledModel | Promise<WasmCompiledModel>;
  readonly LiteRtTensorBuffer: {
    createManaged(
      environment: WasmEnvironment,
      kind: EnumValue,
      type: WasmTensorType,
      bytes: number,
    ): WasmTensorBuffer;
    createFromWebGpuBuffer(
      environment: WasmEnvironment,
      type: WasmTensorType,
      kind: EnumValue,
      buffer: number,
      bytes: number,
    ): WasmTensorBuffer;
  };
  readonly LiteRtTensorBufferType: {
    readonly HOST_MEMORY: EnumValue;
    readonly WEB_GPU_BUFFER_PACKED: EnumValue;
  };
  readonly LiteRtTensorBufferLockMode: { readonly READ: EnumValue; readonly WRITE: EnumValue };
  readonly WebGPU: { getJsObject(id: number): unknown; importJsBuffer(buffer: unknown): number };
  wgpuBufferRelease(buffer: number): void;
}

/** What the factory takes. Every field is optional to the module itself. */
export interface ModuleSettings {
  readonly wasmBinary?: Uint8Array | ArrayBuffer;
  /** Shared memory of the threaded build, made by us so that a view of it can always be refreshed. */
  readonly wasmMemory?: unknown;
  readonly locateFile?: (file: string) => string;
  /** Address of the classic script that the threaded build's own workers run. */
  readonly mainScriptUrlOrBlob?: string;
  /** Told how many things the module still waits for once its code is compiled; for the threaded build its threads. */
  readonly monitorRunDependencies?: (left: number) => void;
  readonly preinitializedWebGPUDevice?: unknown;
  readonly print?: (line: string) => void;
  readonly printErr?: (line: string) => void;
}

export type ModuleFactory = (settings: ModuleSettings) => Promise<LiteRtModule>;

/** Copies a vector into an array and deletes it. */
export function takeVector<T>(vector: WasmVector<T>): T[] {
  const items: T[] = [];
  for (let i = 0; i < vector.size(); i++) items.push(vector.get(i));
  vector.delete();
  return items;
}
