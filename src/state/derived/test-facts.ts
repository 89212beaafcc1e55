import type { ModelFacts } from "../../core/graph/facts.ts";
import type { Outcome } from "../../core/outcome.ts";
// Small made-up facts for the tests of this folder and for the page under development.
import type { FidelityFacts, VariantFacts } from "../../engine/facts/variant.ts";
import type { StudioQuestions } from "../../engine/questions.ts";
import { modelOpened } from "../changes.ts";
import { type DataSummary, emptyState, type Task } from "../model.ts";

export const fakeModel: ModelFacts = {
  name: "pose.tflite",
  fingerprint: "a1b2c3",
  bytes: 14_002_656,
  opCount: 65,
  unpackers: 0,
  ops: [
    { name: "CONV_2D", count: 36 },
    { name: "DEPTHWISE_CONV_2D", count: 17 },
  ],
  subgraphs: 1,
  parameters: 3_487_816,
  macs: 300_774_272,
  weightTypes: [{ type: "float32", bytes: 13_951_264 }],
  inputs: [{ name: "input", shape: [1, 224, 224, 3], type: "FLOAT32" }],
  outputs: [{ name: "scores", shape: [1, 1000], type: "FLOAT32" }],
  signatures: [],
  description: "",
};

export const opened = modelOpened(fakeModel)(emptyState);

export const fakeVariant = (id: string, file = 4_000_000): VariantFacts => ({
  id,
  label: id,
  fileName: `pose.${id}.tflite`,
  size: { file, gzip: null, weights: file - 40_000 },
  report: [],
  warnings: [],
  unchanged: null,
  rules: [],
  trained: null,
  seconds: 0.2,
  keptSince: null,
});

export const fakeMade = (id: string, file?: number): Task<VariantFacts> => ({
  state: "done",
  value: fakeVariant(id, file),
});

export const fakeFidelity: Task<FidelityFacts> = {
  state: "done",
  value: {
    samples: 16,
    synthetic: true,
    source: "smooth pictures, seed 1",
    outputs: [{ name: "scores", cosine: 0.9991, sqnr: 31.2, largestError: 0.02, argmaxAgreement: 1 }],
  },
};

export const fakeData: DataSummary = {
  count: 500,
  labelled: true,
  classNames: null,
  source: "500 pictures",
  fingerprint: "d1",
  skipped: [],
  findings: [],
  preprocessing: [],
};

const unanswered = async (): Promise<Outcome<never>> => ({ state: "cancelled" });

/** An engine that answers none of the further questions. */
export const noAnswers: StudioQuestions = {
  storage: unanswered,
  microFile: unanswered,
  previewRules: unanswered,
  weightSample: unanswered,
  sweep: unanswered,
  judge: unanswered,
  snippets: unanswered,
  checksum: unanswered,
  archive: unanswered,
  findBest: unanswered,
  structure: unanswered,
  outputs: unanswered,
};
