import {
  type CollectorOptions,
  SliceCollector,
  type SliceStatistics,
} from "../../core/calibration/statistics.ts";
import { InputError } from "../../core/outcome.ts";
import type { PortInfo, Session, TensorValues } from "../../core/run/runtime.ts";
import type { WasmTensorBuffer } from "../litert/bindings.ts";
import { asBytes } from "../litert/element-types.ts";
import type { LiteRtInstance } from "../litert/instance.ts";
import { checkInputs, type Port } from "../litert/ports.ts";
import { failed, type LoadedModel, publicInfo, refused } from "../litert/session.ts";

/** WebGPU copies and maps whole words. */
const wordAligned = (bytes: number): number => (bytes + 3) & ~3;

/** A model that runs on the GPU as a whole: inputs are written to GPU buffers, outputs are mapped back. */
export class GpuSession implements Session {
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
  readonly fullyAccelerated = true;
  private readonly instance: LiteRtInstance;
  private readonly loaded: LoadedModel;
  private readonly device: GPUDevice;
  private readonly gpuInputs: readonly { readonly memory: GPUBuffer; readonly tensor: WasmTensorBuffer }[];
  private closed = false;

  constructor(instance: LiteRtInstance, loaded: LoadedModel, device: GPUDevice) {
    this.instance = instance;
    this.loaded = loaded;
    this.device = device;
    this.inputs = loaded.inputs.map(publicInfo);
    this.outputs = loaded.outputs.map(publicInfo);
    this.gpuInputs = loaded.inputs.map((port, i) => this.makeInput(port, i));
  }

  /** One inference on what is in the buffers, zeros at first. Throws `runtime-refused`. */
  trial(): Promise<void> {
    return this.guard(async () => void (await this.infer()), refused);
  }

  run(inputs: readonly TensorValues[]): Promise<TensorValues[]> {
    return this.runMany(inputs, 1);
  }

  runMany(inputs: readonly TensorValues[], count: number): Promise<TensorValues[]> {
    return this.guard(async () => {
      checkInputs(this.loaded.inputs, inputs, count);
      const from = inputs.map(asBytes);
      const results = this.loaded.outputs.map((port) => port.element.make(port.count * count));
      const to = results.map(asBytes);
      for (let sample = 0; sample < count; sample++) {
        this.loaded.inputs.forEach(({ byteLength }, i) => {
          const bytes = new Uint8Array(wordAligned(byteLength));
          bytes.set(from[i]!.subarray(sample * byteLength, (sample + 1) * byteLength));
          this.device.queue.writeBuffer(this.gpuInputs[i]!.memory, 0, bytes);
        });
        const outputs = await this.infer();
        outputs.forEach((bytes, i) => {
          to[i]!.set(bytes, sample * bytes.length);
        });
      }
      return results;
    });
  }

  async collect(
    inputs: readonly TensorValues[],
    count: number,
    wanted: readonly (CollectorOptions | null)[],
  ): Promise<(SliceStatistics | null)[]> {
    const outputs = await this.runMany(inputs, count);
    return outputs.map((values, i) => {
      const options = wanted[i];
      if (!options || !(values instanceof Float32Array)) return null;
      const collector = new SliceCollector(options);
      const size = values.length / count;
      for (let s = 0; s < count; s++) collector.add(values, s * size, (s + 1) * size);
      return collector.result;
    });
  }

  /** Each duration lasts until the outputs are back in memory, which is when a program can use them. */
  time(runs: number): Promise<Float64Array> {
    return this.guard(async () => {
      const durations = new Float64Array(runs);
      for (let i = 0; i < runs; i++) {
        const start = performance.now();
        await this.infer();
        durations[i] = performance.now() - start;
      }
      return durations;
    });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (!this.instance.died) this.loaded.cleanup.run();
  }

  private async guard<T>(work: () => Promise<T>, failure = failed): Promise<T> {
    if (this.closed) throw new InputError("runtime-closed", "The model was closed.");
    this.instance.throwIfDead();
    this.instance.log.clear();
    try {
      return await work();
    } catch (error) {
      throw this.instance.errorOf(error, failure.code, failure.what);
    }
  }

  /** Runs and returns the outputs' bytes. */
  private async infer(): Promise<Uint8Array[]> {
    const tensors = this.gpuInputs.map(({ tensor }) => tensor);
    const made = await this.loaded.compiled.run(this.loaded.signature, tensors);
    try {
      if (this.instance.log.hasErrors) throw new Error("an operator failed");
      return await Promise.all(
        made.map((buffer, i) => this.readBack(buffer, this.loaded.outputs[i]!.byteLength)),
      );
    } finally {
      for (const buffer of made) buffer.delete();
    }
  }

  private async readBack(buffer: WasmTensorBuffer, byteLength: number): Promise<Uint8Array> {
    const { module } = this.instance;
    if (buffer.bufferType().value === module.LiteRtTensorBufferType.HOST_MEMORY.value) {
      const pointer = buffer.lock(module.LiteRtTensorBufferLockMode.READ);
      const bytes = this.instance.heap().slice(pointer, pointer + byteLength);
      buffer.unlock();
      return bytes;
    }
    const source = module.WebGPU.getJsObject(buffer.getWebGpuBuffer()) as GPUBuffer;
    const size = wordAligned(byteLength);
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
    const mapped = this.device.createBuffer({ size, usage });
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, buffer.offset(), mapped, 0, size);
    this.device.queue.submit([encoder.finish()]);
    try {
      await mapped.mapAsync(GPUMapMode.READ);
      return new Uint8Array(mapped.getMappedRange().slice(0, byteLength));
    } finally {
      mapped.destroy();
    }
  }

  private makeInput(port: Port, index: number): { memory: GPUBuffer; tensor: WasmTensorBuffer } {
    const { module, environment } = this.instance;
    const { model, signature, cleanup } = this.loaded;
    const size = wordAligned(port.byteLength);
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST | GPUBufferUsage.STORAGE;
    const memory = this.device.createBuffer({ size, usage });
    cleanup.add(() => memory.destroy());
    const pointer = module.WebGPU.importJsBuffer(memory);
    cleanup.add(() => module.wgpuBufferRelease(pointer));
    const type = model.getInputTensorType(signature, index);
    const kind = module.LiteRtTensorBufferType.WEB_GPU_BUFFER_PACKED;
    const tensor = cleanup.own(
      module.LiteRtTensorBuffer.createFromWebGpuBuffer(environment, type, kind, pointer, size),
    );
    type.delete();
    return { memory, tensor };
  }
}
