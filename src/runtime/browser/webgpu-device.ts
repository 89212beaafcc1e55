/** A device with the most that the adapter allows, or null where there is no WebGPU. */
export async function requestDevice(): Promise<GPUDevice | null> {
  try {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) return null;
    const { limits } = adapter;
    const wanted: GPUFeatureName[] = ["shader-f16", "subgroups"];
    return await adapter.requestDevice({
      requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
      requiredLimits: {
        maxBufferSize: limits.maxBufferSize,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
        maxTextureDimension2D: limits.maxTextureDimension2D,
      },
    });
  } catch {
    // A browser that announces WebGPU can still fail to give a device; the CPU remains.
    return null;
  }
}
