import { InputError } from "../../core/outcome.ts";
import type { LoadOptions, Session } from "../../core/run/runtime.ts";
import type { LiteRtInstance } from "../litert/instance.ts";
import { loadSession, type Place } from "../litert/load.ts";
import { GpuSession } from "./gpu-session.ts";

/**
 * Loads onto the GPU where that is asked for and the GPU takes every op. Without stack switching a model cannot be
 * shared out between GPU and CPU, so one that does not fit wholly runs on the CPU, with `fullyAccelerated` false.
 */
export function loadOnDevice(device: GPUDevice | null): typeof loadSession {
  const gpu: Place | null = device && gpuPlace(device);
  return async (instance: LiteRtInstance, bytes: Uint8Array, options: LoadOptions = {}): Promise<Session> => {
    if (options.accelerator !== "webgpu") return loadSession(instance, bytes, options);
    try {
      if (gpu) return await loadSession(instance, bytes, options, gpu);
    } catch (error) {
      if (instance.died) throw error;
    }
    const session = await loadSession(instance, bytes, options);
    return Object.assign(session, { fullyAccelerated: false });
  };
}

const gpuPlace = (device: GPUDevice): Place => ({
  accelerator: "webgpu",
  async open(instance, loaded) {
    if (!loaded.compiled.isFullyAccelerated() || loaded.states.length > 0)
      throw new InputError("not-on-gpu", "The GPU takes only a part.");
    const session = new GpuSession(instance, loaded, device);
    await session.trial();
    return session;
  },
});
