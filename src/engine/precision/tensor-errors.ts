import { exposeTensors } from "../../core/calibration/expose.ts";
import type { Dataset } from "../../core/data/dataset.ts";
import { errorSums, sqnrOf } from "../../core/metrics/compare-outputs.ts";
import type { CancelSignal, OnProgress } from "../../core/outcome.ts";
import { modelInputs, toPortType } from "../../core/run/ports.ts";
import type { Runtime, Session, TensorValues } from "../../core/run/runtime.ts";
import { pairTensors, type TensorPair } from "../../core/run/tensor-pairs.ts";
import type { Model } from "../../core/tflite/model.ts";
import { writeModel } from "../../core/tflite/write.ts";
import type { TensorError } from "../facts/precision.ts";

interface TensorErrorArgs {
  readonly runtime: Runtime;
  readonly original: Model;
  readonly variant: Model;
  readonly data: Dataset;
  readonly samples: number;
  readonly signal: CancelSignal;
  readonly progress: OnProgress;
}

/** Values of exposed tensors that may be in memory at once, for one sample of both models. */
const sliceBytes = 64e6;

/**
 * Error of every inner tensor of the variant against the original on the same samples, in the original's order.
 * Both models are rewritten so that their inner tensors come back as outputs; in slices where they are large.
 */
export async function tensorErrors(args: TensorErrorArgs): Promise<TensorError[]> {
  const slices = sliced(pairTensors(args.original, args.variant));
  const count = Math.min(args.samples, args.data.count);
  const errors: TensorError[] = [];
  for (const [s, slice] of slices.entries()) {
    const totals = slice.map(() => ({ dot: 0, rr: 0, cc: 0, ee: 0, n: 0 }));
    const left = await open(
      args.runtime,
      args.original,
      slice.map((p) => p.original),
    );
    const right = await open(
      args.runtime,
      args.variant,
      slice.map((p) => p.variant),
    ).catch((error) => {
      left.session.close();
      throw error;
    });
    try {
      for (let i = 0; i < count; i++) {
        args.signal.throwIfCancelled();
        const { inputs } = await args.data.read(i, 1);
        const expected = await left.run(inputs);
        const actual = await right.run(inputs);
        slice.forEach((pair, p) => {
          const sums = errorSums(expected[p] as Float32Array, real(actual[p]!, pair));
          const total = totals[p]!;
          total.dot += sums.dot;
          total.rr += sums.referenceSquares;
          total.cc += sums.candidateSquares;
          total.ee += sums.errorSquares;
          total.n += sums.count;
        });
        args.progress({ phase: "compare tensors", done: s * count + i + 1, total: slices.length * count });
      }
    } finally {
      left.session.close();
      right.session.close();
    }
    slice.forEach((pair, p) => {
      const { dot, rr, cc, ee, n } = totals[p]!;
      const rmse = Math.sqrt(ee / n);
      errors.push({
        tensor: pair.name,
        op: pair.op,
        sqnr: sqnrOf(rr, ee),
        cosine: rr === 0 && cc === 0 ? 1 : dot / Math.max(Math.sqrt(rr * cc), Number.MIN_VALUE),
        rmse,
        rmseOverScale: pair.quantization === null ? null : rmse / pair.quantization.scale,
      });
    });
  }
  return errors;
}

function sliced(pairs: readonly TensorPair[]): TensorPair[][] {
  const slices: TensorPair[][] = [];
  let room = 0;
  for (const pair of pairs) {
    const bytes = pair.elements * 8;
    if (slices.length === 0 || bytes > room) {
      slices.push([]);
      room = sliceBytes;
    }
    slices.at(-1)!.push(pair);
    room -= bytes;
  }
  return slices;
}

async function open(runtime: Runtime, model: Model, tensors: readonly number[]) {
  const exposed = exposeTensors(model, tensors);
  const ports = modelInputs(exposed.model);
  const session: Session = await runtime.load(writeModel(exposed.model), { threads: 1 });
  return {
    session,
    async run(inputs: readonly TensorValues[]): Promise<TensorValues[]> {
      const outputs = await session.run(inputs.map((values, i) => toPortType(values, ports[i]!)));
      return exposed.position.map((place) => outputs[place]!);
    },
  };
}

function real(values: TensorValues, pair: TensorPair): ArrayLike<number> {
  if (pair.quantization === null) return values as Float32Array;
  const { scale, zeroPoint } = pair.quantization;
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = (Number(values[i]) - zeroPoint) * scale;
  return out;
}
