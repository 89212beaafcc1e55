// An engine of made-up figures, to look at the page in all its states. Development only.
import { done, type Outcome } from "../../core/outcome.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { JobControl } from "../../engine/facts/job.ts";
import { type LatencyFacts, original, type VariantRequest } from "../../engine/facts/variant.ts";
import { fakeModel, fakeVariant, noAnswers } from "../../state/derived/test-facts.ts";
import { labelOf } from "../../state/variants.ts";

const bytes: Record<string, number> = {
  original: 14_002_656,
  float16: 7_061_464,
  "dynamic-int8": 3_811_424,
  "weight-int8": 3_822_048,
  "weight-int4": 2_220_720,
  int8: 4_019_472,
  int16x8: 4_235_096,
  prune: 14_002_656,
  cluster: 14_002_656,
  qat: 4_019_472,
};
const speed: Record<string, number> = {
  float16: 1.04,
  "dynamic-int8": 0.55,
  "weight-int8": 1.3,
  "weight-int4": 1.6,
  int8: 0.42,
};
const worth: Record<string, number> = {
  float16: 62,
  "dynamic-int8": 31,
  "weight-int8": 33.5,
  "weight-int4": 17,
  int8: 27,
  int16x8: 36,
  prune: 14,
  cluster: 24,
};

export function fakeStudio(pace = 1): StudioApi {
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms * pace));
  const work = async <T>(ms: number, control: JobControl, value: () => T): Promise<Outcome<T>> => {
    for (let i = 0; i < 20; i++) {
      if (control.cancelFlag[0] !== 0) return { state: "cancelled" };
      control.onProgress({ phase: "weights", done: i, total: 20, subject: `conv_${i}` });
      await wait(ms / 20);
    }
    return done(value());
  };
  const last = (id: string) => id.split("+").at(-1)!;
  const latency = (id: string): LatencyFacts => {
    const median = 11.4 * (speed[last(id)] ?? 1);
    const figure = {
      median,
      p10: median * 0.95,
      p90: median * 1.1,
      low: median * 0.985,
      high: median * 1.015,
      runs: 60,
      settled: true,
    };
    return {
      oneThread: { ...figure, median: median * 1.7 },
      allThreads: figure,
      webgpu: null,
      threads: 2,
      environment: "Chromium 140, 2 cores",
    };
  };
  return {
    ...noAnswers,
    async openModel(name) {
      await wait(300);
      if (!/\.tflite$/.test(name))
        return {
          state: "failed",
          failure: {
            code: "not-tflite",
            message: `${name} is a PNG picture, not a .tflite model. Open a model first, then drop pictures as data.`,
          },
        };
      return done({ ...fakeModel, name });
    },
    openData: (_files, _options, control) =>
      work(600, control, () => ({
        count: 1000,
        labelled: true,
        classNames: null,
        source: "fashion-images-idx3-ubyte.gz, 28×28",
        skipped: [],
        findings: [{ code: "x", severity: "info", message: "Ranges have converged after 320 samples." }],
        fingerprint: "d1",
        preprocessing: [{ setting: "Range", value: "0 to 1", reason: "as the first layers expect" }],
        previews: [],
      })),
    closeData: async () => {},
    takeVariant: async (_request, _file, facts) => done(facts),
    makeVariant: (request: VariantRequest, control) =>
      request.id === "qat"
        ? work(300, control, () => null).then(() => ({
            state: "failed",
            failure: {
              code: "x",
              message: "Nothing is left to train: the first op, CUSTOM, has no gradient.",
            },
          }))
        : work(700 + 800 * request.steps.length, control, () => ({
            ...fakeVariant(request.id, bytes[last(request.id)]),
            label: labelOf(request.steps),
            report: Array.from({ length: 65 }, (_, i) => ({
              subgraph: 0,
              op: i,
              opName: i % 2 ? "DEPTHWISE_CONV_2D" : "CONV_2D",
              tensor: `MobilenetV2/expanded_conv_${i}/Relu6`,
              action: i % 7 === 3 ? "kept" : "changed",
              detail:
                i % 7 === 3
                  ? "depthwise int4: no kernel takes it; int8 used"
                  : "weights to int8, one scale per output channel",
              bytesBefore: 36_864,
              bytesAfter: 9_344,
            })),
          })),
    gzipSize: async (id) => {
      await wait(150);
      return done(
        Math.round(
          (bytes[last(id)] ?? 14e6) * (id.includes("prune") ? 0.55 : id.includes("cluster") ? 0.3 : 0.92),
        ),
      );
    },
    fidelity: (id, control) =>
      work(250, control, () => ({
        samples: 16,
        synthetic: true,
        source: "smooth pictures in 0…1, seed 1",
        outputs: [
          {
            name: "scores",
            cosine: 0.9993,
            sqnr: worth[last(id)] ?? 22,
            largestError: 0.031,
            argmaxAgreement: 0.96,
          },
        ],
      })),
    async latency(ids, control, onFigure) {
      for (const id of ids) {
        const outcome = await work(200, control, () => null);
        if (outcome.state !== "done") return outcome;
        onFigure(id, latency(id));
      }
      return done(null);
    },
    accuracy: (id, control) =>
      work(250, control, () => {
        const value = 0.921 - (id === original ? 0 : 0.6 / (worth[last(id)] ?? 22) ** 1.3);
        return {
          samples: 1000,
          labelled: true,
          source: "fashion-images",
          top1: { value, low: value - 0.016, high: value + 0.016 },
          top5: null,
          meanIou: null,
          meanAbsoluteError: null,
          agreement: { value: 0.99, low: 0.98, high: 0.996 },
          cosine: { value: 0.999, low: 0.998, high: 1 },
          sqnr: 30,
          kl: 0.01,
          difference: {
            value: value - 0.921,
            low: value - 0.93,
            high: value - 0.915,
            isNoise: value > 0.912,
          },
        };
      }),
    tensorErrors: async () => ({ state: "cancelled" }),
    sensitivity: async () => ({ state: "cancelled" }),
    repair: async () => ({ state: "cancelled" }),
    weightHistogram: async () => ({ state: "cancelled" }),
    activationHistogram: async () => ({ state: "cancelled" }),
    graph: async () => ({ state: "cancelled" }),
    file: async () => done(new Blob([new Uint8Array(16)])),
    environment: async () => ({ cores: 2, shared: true, webgpu: false }),
  };
}
