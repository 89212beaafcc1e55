import type { Model, Subgraph, Tensor } from "../tflite/model.ts";
import { withKnownShapes } from "./shape-flow.ts";

const isOpen = (size: number): boolean => size < 0;

/** Whether an input or output of the primary subgraph leaves a dimension open. */
export function hasDynamicShapes(model: Model): boolean {
  const graph = model.subgraphs[0];
  if (!graph) return false;
  return [...graph.inputs, ...graph.outputs].some((index) => {
    const tensor = graph.tensors[index];
    return tensor !== undefined && (tensor.shape.some(isOpen) || (tensor.shapeSignature ?? []).some(isOpen));
  });
}

/**
 * The same model with every open dimension set to 1, the batch above all; the model itself where none is open.
 *
 * A file says "open" by −1 in a tensor's `shape_signature`, with some size (mostly 1) at the same place in `shape`;
 * older files have the −1 in `shape` itself. The runtime cannot resize its inputs from JavaScript and reports the
 * −1, so a file is fixed in this way before it is loaded. Shapes that ops compute from other shapes alone become
 * constants, because the runtime hands out no tensor of a computed shape. The result is for running: a file that is
 * exported keeps its open dimensions. Ops and tensors keep their places.
 */
export function fixDynamicShapes(model: Model): Model {
  let changed = false;
  const fixTensor = (tensor: Tensor): Tensor => {
    const signature = tensor.shapeSignature;
    const signatureIsOpen = signature?.some(isOpen) ?? false;
    if (!signatureIsOpen && !tensor.shape.some(isOpen)) return tensor;
    changed = true;
    const shape = tensor.shape.map((size, axis) =>
      isOpen(size) || (signature && isOpen(signature[axis] ?? 0)) ? 1 : size,
    );
    return { ...tensor, shape, shapeSignature: signatureIsOpen ? null : signature };
  };
  // Subgraphs that ops call are resized by the runtime itself, with what it passes to them.
  const [primary, ...called] = model.subgraphs;
  if (primary === undefined) return model;
  const fixed: Subgraph = { ...primary, tensors: primary.tensors.map(fixTensor) };
  return withKnownShapes(changed ? { ...model, subgraphs: [fixed, ...called] } : model);
}
