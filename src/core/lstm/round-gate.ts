import { carryErrors, carryOrder, descend, type Project } from "../reconstruct/discrete-rows.ts";
import { layerProblem } from "../reconstruct/problem.ts";

const sweeps = 8;
/** Added to the covariance, relative to its mean variance. */
const damp = 0.01;
const most = 127;

/** Integers of what a gate multiplies with its input, [cells, inputSize], and with the state, [cells, outputSize]. */
export interface RoundedGate {
  readonly input: Int8Array;
  readonly recurrent: Int8Array;
}

/**
 * Rounds a gate's weights so that what it adds up stays near the original, for inputs that vary together as `gram`
 * says: mean products of input and state side by side. `mean` is what the bias makes good; zeros where it does not.
 */
export function roundGate(args: {
  readonly input: Float32Array;
  readonly recurrent: Float32Array;
  readonly cells: number;
  readonly inputScale: number;
  readonly recurrentScale: number;
  readonly gram: Float64Array;
  readonly mean: Float64Array;
  readonly keepZeros: boolean;
}): RoundedGate {
  const { cells, inputScale, recurrentScale, mean } = args;
  const columns = mean.length;
  const inputs = args.input.length / cells;
  const states = columns - inputs;
  const weights = new Float32Array(cells * columns);
  for (let r = 0; r < cells; r++) {
    weights.set(args.input.subarray(r * inputs, (r + 1) * inputs), r * columns);
    weights.set(args.recurrent.subarray(r * states, (r + 1) * states), r * columns + inputs);
  }
  const statistics = { gram: args.gram, sum: mean, count: 1, cross: null, sumTarget: null };
  const problem = layerProblem(statistics, weights, cells, columns, damp, false);
  const carry = carryOrder(problem, 0);
  const rounded = { input: new Int8Array(cells * inputs), recurrent: new Int8Array(cells * states) };
  const values = new Float64Array(columns);
  const scaleAt = (k: number): number => (k < inputs ? inputScale : recurrentScale);
  for (let r = 0; r < cells; r++) {
    const target = problem.target.subarray(r * columns, (r + 1) * columns);
    const project: Project = (k, x) => {
      if (args.keepZeros && target[k] === 0) return 0;
      const scale = scaleAt(k);
      return Math.min(most, Math.max(-most, Math.round(x / scale))) * scale;
    };
    carryErrors(carry, target, project, values);
    descend(problem.hessian, target, project, values, sweeps);
    for (let k = 0; k < inputs; k++) rounded.input[r * inputs + k] = Math.round(values[k]! / inputScale);
    for (let k = 0; k < states; k++) {
      rounded.recurrent[r * states + k] = Math.round(values[inputs + k]! / recurrentScale);
    }
  }
  return rounded;
}
