// Every rule against the runtime: its forward pass against the op's own kernel, its gradient against finite
// differences of that kernel.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GraphBuilder } from "../../core/autodiff/builder.ts";
import { count, mul, type Shape } from "../../core/autodiff/emit.ts";
import type { Value } from "../../core/autodiff/rule.ts";
import { traceForward } from "../../core/autodiff/trace.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { BuiltinOptions, OperatorName, TensorIndex } from "../../core/tflite/model.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { createNodeRuntime } from "../../runtime/node/in-process.ts";

/** Repeatable numbers in [−1, 1). */
function noise(seed: number, length: number): Float32Array {
  let state = (seed + 1) * 2654435761;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export type Operand =
  | { readonly shape: Shape; readonly scale?: number; readonly offset?: number; readonly fixed?: boolean }
  | readonly number[];

export interface Case {
  readonly op: OperatorName;
  /** Float operands, or the values of an int32 constant. */
  readonly operands: readonly Operand[];
  readonly outputs: readonly Shape[];
  readonly options?: BuiltinOptions;
  readonly version?: number;
  /** Relative error that finite differences of a bent function are allowed. */
  readonly tolerance?: number;
  readonly step?: number;
}

const isInts = (operand: Operand): operand is readonly number[] => Array.isArray(operand);

/** The op alone: float operands as inputs, its outputs as outputs. */
function plainGraph({ op, operands, outputs, options, version }: Case) {
  const b = new GraphBuilder("op");
  const inputs = operands.map((o, i) => (isInts(o) ? b.ints(o, intShape(op, o)) : b.input(`x${i}`, o.shape)));
  const made = b.opMany(op, inputs, outputs, options ?? null, version);
  for (const t of made) b.output(t);
  return { model: b.finish(), inputs, made };
}

const intShape = (op: OperatorName, values: readonly number[]): number[] =>
  op === "PAD" ? [values.length / 2, 2] : op === "SPLIT" ? [] : [values.length];

async function checkCase(runtime: Runtime, c: Case): Promise<void> {
  const { model, inputs, made } = plainGraph(c);
  const floats = c.operands.flatMap((o, i) => (isInts(o) ? [] : [{ ...o, tensor: inputs[i]! }]));
  const values = floats.map((o, i) =>
    noise(i + 7, count(o.shape)).map((v) => v * (o.scale ?? 1) + (o.offset ?? 0)),
  );
  const weights = c.outputs.map((shape, i) => noise(i + 99, count(shape)));

  const b = new GraphBuilder("step");
  const known = new Map<TensorIndex, Value>(
    floats.map((o) => [
      o.tensor,
      { at: b.input(`v${o.tensor}`, o.shape), batched: false, wanted: o.fixed !== true },
    ]),
  );
  const trace = traceForward(model, b, { batch: 1, ops: [0], known });
  const seeds = new Map(made.map((t, i) => [t, b.floats(weights[i]!, c.outputs[i]!)]));
  const gradients = trace.backward(seeds);
  const wanted = floats.map((o) => gradients.get(known.get(o.tensor)!));
  for (const t of made) b.output(trace.value(t).at);
  for (const g of wanted) if (g !== undefined) b.output(mul(b, g, b.scalar(1)));

  const step = await runtime.load(writeModel(b.finish()));
  const plain = await runtime.load(writeModel(model));
  const results = (await step.run(values)) as Float32Array[];
  const expected = (await plain.run(values)) as Float32Array[];
  expected.forEach((y, i) => {
    const most = Math.max(...y.map(Math.abs), 1e-6);
    expect(results[i]!.length).toBe(y.length);
    y.forEach((v, k) => expect(Math.abs(results[i]![k]! - v) / most).toBeLessThan(1e-4));
  });

  const loss = async (at: Float32Array[]): Promise<number> => {
    const outputs = (await plain.run(at)) as Float32Array[];
    return outputs.reduce((sum, y, i) => sum + y.reduce((s, v, k) => s + v * weights[i]![k]!, 0), 0);
  };
  const h = c.step ?? 1e-2;
  let at = c.outputs.length;
  for (const [i, o] of floats.entries()) {
    if (wanted[i] === undefined) {
      expect(o.fixed).toBe(true);
      continue;
    }
    const gradient = results[at++]!;
    expect(gradient.length).toBe(count(o.shape));
    const scale = Math.max(...gradient.map(Math.abs), 1e-3);
    const stride = Math.max(1, Math.floor(gradient.length / 24));
    for (let k = 0; k < gradient.length; k += stride) {
      const moved = (by: number) =>
        values.map((v, j) => (j === i ? v.map((x, e) => (e === k ? x + by : x)) : v));
      const slope = ((await loss(moved(h))) - (await loss(moved(-h)))) / (2 * h);
      const error = Math.abs(slope - gradient[k]!) / scale;
      if (error > (c.tolerance ?? 5e-3)) {
        expect.fail(`${c.op} operand ${i} element ${k}: gradient ${gradient[k]}, finite difference ${slope}`);
      }
    }
  }
  step.close();
  plain.close();
}

/** Declares a test for each case. */
export function testGradients(cases: Readonly<Record<string, Case>>): void {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await createNodeRuntime();
  });
  afterAll(() => runtime.close());
  describe("forward pass and gradient of", () => {
    for (const [name, c] of Object.entries(cases)) test(name, () => checkCase(runtime, c));
  });
}

/** A float operand of a shape, with values in [-1, 1). */
export const f = (...shape: number[]): Operand => ({ shape });
