import { alignModels } from "../../core/compare/align.ts";
import { layerSizes } from "../../core/compare/layer-sizes.ts";
import type { Model } from "../../core/tflite/model.ts";
import type { StructureFacts } from "../facts/answers.ts";

/** Two models' ops side by side, and what each layer takes. */
export const structureFacts = (a: Model, b: Model): StructureFacts => ({
  ops: alignModels(a, b),
  layersA: layerSizes(a),
  layersB: layerSizes(b),
});
