// Two files on the same samples, one sample at a time: where do they disagree?
import { drawOutput, type OutputDrawing, planDrawing } from "../../core/compare/output-drawing.ts";
import type { Dataset } from "../../core/data/dataset.ts";
import { describeInputs } from "../../core/data/inputs/describe-inputs.ts";
import { type ModelInput, pictureShape } from "../../core/data/inputs/model-input.ts";
import { outputKind } from "../../core/metrics/comparison.ts";
import type { CancelSignal, OnProgress } from "../../core/outcome.ts";
import { openRealSession, type RealSession } from "../../core/run/real-session.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import { previewsOf } from "../data/previews.ts";
import type { OutputFacts, SamplePair, TopClasses } from "../facts/answers.ts";
import type { Runnable } from "../measure/evaluate.ts";

export interface SampleOutputsArgs {
  readonly runtime: Runtime;
  readonly a: Runnable;
  readonly b: Runnable;
  readonly data: Dataset;
  readonly signal: CancelSignal;
  readonly progress: OnProgress;
}

/** Samples that are looked at, those that are shown, and the classes shown of each. */
const looked = 256;
const shown = 12;
const chunk = 16;
const classes = 5;

/** Runs both again on one sample to draw the first output that can be; null where none can. */
function drawerFor(
  a: RealSession,
  b: RealSession,
  inputs: readonly ModelInput[],
  data: Dataset,
): ((sample: number) => Promise<OutputDrawing>) | null {
  const picture = inputs.map(pictureShape).find((shape) => shape !== null) ?? null;
  const plans = a.outputs.map(({ shape }) =>
    planDrawing({
      shape,
      outputs: a.outputs.length,
      inputElements: a.inputs[0]?.elements ?? 0,
      picture,
    }),
  );
  const o = plans.findIndex((plan) => plan !== null);
  const plan = plans[o];
  if (!plan) return null;
  return async (sample) => {
    const one = await data.read(sample, 1);
    const [x, y] = [await a.run(one), await b.run(one)];
    return drawOutput(plan, x[o]!, y[o]!, picture);
  };
}

interface Found {
  readonly pair: SamplePair;
  readonly firstDiffers: boolean;
}

/** Runs both on up to 256 samples and returns the 12 that differ most: another first class first, then the distance. */
export async function sampleOutputs(args: SampleOutputsArgs): Promise<OutputFacts> {
  const { runtime, data, signal, progress } = args;
  const count = Math.min(looked, data.count);
  const a = await openRealSession(runtime, args.a.model, args.a.bytes);
  try {
    const b = await openRealSession(runtime, args.b.model, args.b.bytes);
    try {
      const found: Found[] = [];
      for (let start = 0; start < count; start += chunk) {
        signal.throwIfCancelled();
        const samples = await data.read(start, Math.min(chunk, count - start));
        const [x, y] = [await a.run(samples), await b.run(samples)];
        for (let s = 0; s < samples.count; s++) found.push(compare(a, x, y, s, start + s, data));
        progress({ phase: "compare", done: start + samples.count, total: count });
      }
      const worst = found
        .sort((p, q) => Number(q.firstDiffers) - Number(p.firstDiffers) || q.pair.distance - p.pair.distance)
        .slice(0, shown);
      const inputs = describeInputs(args.a.model);
      const pairs: SamplePair[] = [];
      const draw = drawerFor(a, b, inputs, data);
      for (const { pair } of worst) {
        signal.throwIfCancelled();
        const preview = (await previewsOf(data, inputs, pair.sample, 1))[0] ?? null;
        const drawing = (await draw?.(pair.sample)) ?? null;
        // What is an output of sound has as many values as scores may have.
        pairs.push({ ...pair, preview, drawing, ...(drawing && { topA: null, topB: null }) });
      }
      return {
        samples: count,
        synthetic: data.provenance.kind === "synthetic",
        source: data.provenance.description,
        pairs,
      };
    } finally {
      b.close();
    }
  } finally {
    a.close();
  }
}

function compare(
  session: RealSession,
  x: readonly Float32Array[],
  y: readonly Float32Array[],
  at: number,
  sample: number,
  data: Dataset,
): Found {
  let distance = 0;
  let largestError = 0;
  session.outputs.forEach((port, o) => {
    const [p, q] = [slice(x[o]!, at, port.elements), slice(y[o]!, at, port.elements)];
    distance = Math.max(distance, 1 - cosine(p, q));
    p.forEach((v, i) => {
      largestError = Math.max(largestError, Math.abs(v - q[i]!));
    });
  });
  const first = session.outputs[0]!;
  const isScores = outputKind(first.shape, session.outputs.length === 1) === "scores";
  const name = (index: number): string => data.classNames?.[index] ?? `class ${index}`;
  const topA = isScores ? top(slice(x[0]!, at, first.elements), name) : null;
  const topB = isScores ? top(slice(y[0]!, at, first.elements), name) : null;
  const label = data.labels?.[sample] ?? -1;
  return {
    firstDiffers: topA !== null && topA[0]?.name !== topB?.[0]?.name,
    pair: {
      sample,
      distance,
      largestError,
      label: label >= 0 ? name(label) : null,
      topA,
      topB,
      preview: null,
      drawing: null,
    },
  };
}

const slice = (values: Float32Array, at: number, elements: number): Float32Array =>
  values.subarray(at * elements, (at + 1) * elements);

/** Of two vectors; 1 where both are zero, 0 where only one is. */
function cosine(p: Float32Array, q: Float32Array): number {
  let [dot, pp, qq] = [0, 0, 0];
  for (let i = 0; i < p.length; i++) {
    dot += p[i]! * q[i]!;
    pp += p[i]! * p[i]!;
    qq += q[i]! * q[i]!;
  }
  if (pp === 0 || qq === 0) return pp === qq ? 1 : 0;
  return dot / Math.sqrt(pp * qq);
}

const top = (scores: Float32Array, name: (index: number) => string): TopClasses =>
  Array.from(scores, (score, index) => ({ score, index }))
    .sort((p, q) => q.score - p.score || p.index - q.index)
    .slice(0, classes)
    .map(({ score, index }) => ({ name: name(index), score }));
