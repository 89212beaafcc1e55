import {
  type Model,
  type Operator,
  type OperatorIndex,
  operatorName,
  type Subgraph,
  type SubgraphIndex,
  type Tensor,
} from "../tflite/model.ts";
import { elementCount } from "./index.ts";
import { tripCount } from "./trip-count.ts";

/** Work of one op in one inference. */
export interface OpCost {
  readonly subgraph: SubgraphIndex;
  readonly op: OperatorIndex;
  readonly opName: string;
  /** Multiply-accumulates of one run of the op; 0 for ops without weights or products; null where unknown. */
  readonly macs: number | null;
  /** How often the op runs in one inference: the loops around it; 0 where nothing calls its subgraph; null unknown. */
  readonly runs: number | null;
  /** Elements of all outputs of one run. */
  readonly outputElements: number;
}

/** Costs of every op of the model, subgraph by subgraph, in the order of execution. */
export function opCosts(model: Model): OpCost[] {
  const runs = subgraphRuns(model);
  return model.subgraphs.flatMap((graph, g) =>
    graph.operators.map((op, o) => ({
      subgraph: g,
      op: o,
      opName: operatorName(model, op),
      macs: opMacs(model, graph, op),
      runs: runs[g]!,
      outputElements: op.outputs.reduce(
        (n, t) => n + (t < 0 ? 0 : elementCount(graph.tensors[t]?.shape ?? [])),
        0,
      ),
    })),
  );
}

/** Multiply-accumulates of one inference of the primary subgraph, loops included; null where one is not known. */
export function totalMacs(costs: readonly OpCost[]): number | null {
  let total = 0;
  for (const { macs, runs } of costs) {
    if (macs === 0 || runs === 0) continue;
    if (macs === null || runs === null) return null;
    total += macs * runs;
  }
  return total;
}

/** Graphs that call each other more often than this are built to keep us busy; their runs are not counted. */
const mostVisits = 10_000;

/**
 * How often each subgraph runs in one inference of the first. Of an IF both branches count as run (an upper
 * bound); what CALL_ONCE starts belongs to loading and counts as not run.
 */
function subgraphRuns(model: Model): (number | null)[] {
  const runs: (number | null)[] = model.subgraphs.map(() => 0);
  let visits = 0;
  const visit = (g: SubgraphIndex, times: number | null, callers: readonly SubgraphIndex[]): void => {
    const graph = model.subgraphs[g];
    if (graph === undefined || callers.includes(g) || visits++ > mostVisits) return;
    const before = runs[g];
    runs[g] = before == null || times === null ? null : before + times;
    for (const op of graph.operators) {
      const options = op.builtinOptions;
      if (options?.type === "WhileOptions") {
        const trips = tripCount(model, graph, op);
        const inner = trips === null || times === null ? null : times * trips;
        visit(options.condSubgraphIndex, inner === null ? null : inner + times!, [...callers, g]);
        visit(options.bodySubgraphIndex, inner, [...callers, g]);
      } else if (options?.type === "IfOptions") {
        visit(options.thenSubgraphIndex, times, [...callers, g]);
        visit(options.elseSubgraphIndex, times, [...callers, g]);
      }
    }
  };
  visit(0, 1, []);
  return visits > mostVisits ? runs.map(() => null) : runs;
}

/** Elements, where the shape is known but for a leading (batch) dimension, which counts as 1; else null. */
function known(tensor: Tensor | undefined): number | null {
  if (tensor === undefined) return null;
  const declared = tensor.shapeSignature ?? tensor.shape;
  return declared.some((d, axis) => d < 0 && axis > 0) ? null : elementCount(tensor.shape);
}

const product = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a * b;

/** Multiply-accumulates of one run, from the shapes alone. */
function opMacs(model: Model, graph: Subgraph, op: Operator): number | null {
  const input = (i: number): Tensor | undefined => graph.tensors[op.inputs[i] ?? -1];
  const output = known(graph.tensors[op.outputs[0] ?? -1]);
  const dim = (tensor: Tensor | undefined, axis: number): number | null => {
    const d = tensor?.shape.at(axis);
    return d === undefined || d < 0 ? null : d;
  };
  /** Products that each element of `elements` takes part in: all of the filter but one of its axes. */
  const perElement = (filter: Tensor | undefined, axis: number, elements: number | null): number | null => {
    const all = known(filter);
    const one = dim(filter, axis);
    return all === null || !one ? null : product(elements, all / one);
  };
  switch (operatorName(model, op)) {
    case "CONV_2D": // filter [out, h, w, in]
      return perElement(input(1), 0, output);
    case "DEPTHWISE_CONV_2D": // filter [1, h, w, out]
      return perElement(input(1), 3, output);
    case "FULLY_CONNECTED": // weights [out, in]
      return perElement(input(1), 0, output);
    case "TRANSPOSE_CONV": // inputs: shape, filter [out, h, w, in], input
      return perElement(input(1), 3, known(input(2)));
    case "Convolution2DTransposeBias": // inputs: input, filter [out, h, w, in], bias
      return perElement(input(1), 3, known(input(0)));
    case "CONV_3D": // filter [d, h, w, in, out]
      return perElement(input(1), 4, output);
    case "CONV_3D_TRANSPOSE": // inputs: shape, filter [d, h, w, out, in], input
      return perElement(input(1), 4, known(input(2)));
    case "BATCH_MATMUL": {
      const transposed = op.builtinOptions?.type === "BatchMatMulOptions" && op.builtinOptions.adjX;
      return product(output, dim(input(0), transposed ? -2 : -1));
    }
    case "STABLEHLO_DOT_GENERAL": {
      const options = op.builtinOptions2;
      if (options?.type !== "StablehloDotGeneralOptions") return null;
      const contracted = (options.lhsContractingDimensions ?? []).map((axis) => dim(input(0), Number(axis)));
      return contracted.reduce<number | null>(product, output);
    }
    case "STABLEHLO_CONVOLUTION": {
      const options = op.builtinOptions2;
      if (options?.type !== "StablehloConvolutionOptions") return null;
      return perElement(input(1), Number(options.kernelOutputFeatureDimension), output);
    }
    case "LSTM":
    case "RNN":
    case "SVDF":
      return recurrentMacs(op, graph, dim(input(0), 0));
    case "UNIDIRECTIONAL_SEQUENCE_LSTM":
    case "UNIDIRECTIONAL_SEQUENCE_RNN":
    case "BIDIRECTIONAL_SEQUENCE_LSTM":
    case "BIDIRECTIONAL_SEQUENCE_RNN":
      return recurrentMacs(op, graph, product(dim(input(0), 0), dim(input(0), 1)));
    default:
      return 0;
  }
}

/** Every matrix of weights is used once a step and sample. The first input is data; states are variables. */
function recurrentMacs(op: Operator, graph: Subgraph, steps: number | null): number | null {
  const matrices = op.inputs.slice(1).map((t) => graph.tensors[t]);
  const weights = matrices.reduce(
    (n, w) => n + (w !== undefined && w.shape.length === 2 && !w.isVariable ? elementCount(w.shape) : 0),
    0,
  );
  return product(steps, weights);
}
