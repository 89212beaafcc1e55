import type { Model } from "../tflite/model.ts";
import { leavesOpen, runningShape, shapeFlow, withKnownShapes } from "./shape-flow.ts";

/** Whether an input or output of the primary subgraph leaves a dimension open. */
export function hasDynamicShapes(model: Model): boolean {
  const graph = model.subgraphs[0];
  if (!graph) return false;
  return [...graph.inputs, ...graph.outputs].some((index) => {
    const tensor = graph.tensors[index];
    return tensor !== undefined && leavesOpen(tensor);
  });
}

/**
 * The same model with every open dimension of its inputs set to 1, the batch above all, and those of other tensors to
 * what follows from that; the model itself where none is open.
 *
 * A file says "open" by −1 in a tensor's `shape_signature`, with some size (mostly 1) at the same place in `shape`;
 * older files have the −1 in `shape` itself. The runtime cannot resize its inputs from JavaScript and reports the
 * −1, so a file is fixed in this way before it is loaded. Shapes that ops compute from other shapes alone become
 * constants, because the runtime hands out no tensor of a computed shape. The result is for running: a file that is
 * exported keeps its open dimensions. Ops and tensors keep their places.
 */
export function fixDynamicShapes(model: Model): Model {
  const known = withKnownShapes(model);
  // Subgraphs that ops call are resized by the runtime itself, with what it passes to them.
  const [primary, ...called] = known.subgraphs;
  if (primary === undefined || !primary.tensors.some(leavesOpen)) return known;
  const { shapes } = shapeFlow(known);
  const tensors = primary.tensors.map((tensor, t) =>
    leavesOpen(tensor)
      ? { ...tensor, shape: [...(shapes.get(t) ?? runningShape(tensor))], shapeSignature: null }
      : tensor,
  );
  return { ...known, subgraphs: [{ ...primary, tensors }, ...called] };
}
