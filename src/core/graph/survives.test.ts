// What a sound file of a stranger may hold: shapes of zero, absent tensors, ops without inputs. Whatever the reader
// lets through, nothing that looks at a model may fail on or loop over.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alignModels } from "../compare/align.ts";
import { layerSizes } from "../compare/layer-sizes.ts";
import { estimateEverywhere } from "../estimate/estimate.ts";
import { InputError } from "../outcome.ts";
import { seededRandom } from "../random.ts";
import { languages, snippet, subjectOf } from "../snippets/index.ts";
import { judge, targets } from "../targets/index.ts";
import { runtimeAge } from "../targets/runtime-age.ts";
import { copyModel, type Model } from "../tflite/model.ts";
import { mutateFile } from "../tflite/mutate.ts";
import { readModel } from "../tflite/read.ts";
import { modelFacts } from "./facts.ts";

function lookAtEverything(model: Model, original: Model): void {
  modelFacts(model, new Uint8Array(16), "model");
  for (const target of targets) judge(model, target);
  runtimeAge(model);
  estimateEverywhere(model);
  layerSizes(model);
  alignModels(original, model);
  const subject = subjectOf(model, "model.tflite");
  for (const language of languages) snippet(language, subject);
}

const files = [
  "src/test-fixtures/fm_mnv1.int8.tflite",
  "node_modules/@mediapipe/face_detection/face_detection_short_range.tflite",
].map((path) => new Uint8Array(readFileSync(path)));

test.each([0, 1])("damaged files that are still read, file %i", (index) => {
  const original = readModel(files[index]!);
  let read = 0;
  for (let seed = 0; seed < 200; seed++) {
    let model: Model;
    try {
      model = readModel(mutateFile(files[index]!, seed));
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      continue;
    }
    read++;
    lookAtEverything(model, original);
  }
  expect(read).toBeGreaterThan(10);
});

test("graphs with parts cut off", () => {
  const original = readModel(files[0]!);
  const random = seededRandom(3);
  for (let round = 0; round < 150; round++) {
    const model = copyModel(original);
    const graph = model.subgraphs[0]!;
    for (let n = 0; n < 4; n++) {
      const op = graph.operators[Math.floor(random() * graph.operators.length)]!;
      const tensor = graph.tensors[Math.floor(random() * graph.tensors.length)]!;
      const choice = Math.floor(random() * 8);
      if (choice === 0) op.inputs = [];
      else if (choice === 1) op.outputs = [];
      else if (choice === 2) op.builtinOptions = null;
      else if (choice === 3) op.inputs = op.inputs.map(() => -1);
      else if (choice === 4) tensor.shape = [];
      else if (choice === 5) tensor.shape = [0, -1, 7];
      else if (choice === 6) tensor.quantization = null;
      else graph.inputs = [];
    }
    lookAtEverything(model, original);
  }
});
