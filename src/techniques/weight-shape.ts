import type { WeightPlace } from "../core/graph/weights.ts";
import type { Tensor } from "../core/tflite/model.ts";

/** Why the weight's shape is none that a kernel takes with a scale for each channel, or null where it is one. */
export function weightShapeProblem(place: WeightPlace, tensor: Tensor): string | null {
  const { length } = tensor.shape;
  if (length < place.rank.min || length > place.rank.max) {
    return `its weight has ${length} dimensions, for which ${place.op} has no int8 kernel`;
  }
  return tensor.shape.some((d) => d < 1) ? "its weight is empty" : null;
}
