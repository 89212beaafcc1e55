import { fixDynamicShapes } from "../../core/run/fix-shapes.ts";
import { writeModel } from "../../core/tflite/write.ts";
import type { StudioHost } from "../host.ts";
import type { Runnable } from "./evaluate.ts";

/** A file as the runtime gets it: the same, or a copy with its open dimensions fixed. */
export function runnableOf(file: Runnable, host: StudioHost): Runnable {
  const fixed = fixDynamicShapes(file.model);
  return fixed === file.model ? file : { model: fixed, bytes: writeModel(fixed, host.kernels.allocate) };
}
