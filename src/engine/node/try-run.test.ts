import { afterAll, expect, test } from "vitest";
import { copyModel } from "../../core/tflite/model.ts";
import { readModel } from "../../core/tflite/read.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { deadlyModel, fashionPictures, fixture } from "../../test-fixtures/node/fixtures.ts";
import type { Runnable } from "../measure/evaluate.ts";
import { tryRun } from "../measure/try-run.ts";
import { createNodeHost } from "./host.ts";

const host = createNodeHost(1);
afterAll(() => host.close());

const open = (bytes: Uint8Array): Runnable => ({ model: readModel(bytes), bytes });
const original = open(fixture("fm_mnv1.tflite"));
const pictures = fashionPictures(1);

/** A dense layer whose weights don't fit its input. */
function askew(): Runnable {
  const model = copyModel(original.model);
  const weights = model.subgraphs[0]!.operators.at(-2)!.inputs[1]!;
  const tensor = model.subgraphs[0]!.tensors[weights]!;
  tensor.shape = [tensor.shape[1]!, tensor.shape[0]!];
  return open(writeModel(model));
}

test("a file that runs passes; one that the runtime refuses or dies of does not where the original runs", async () => {
  const runtime = (await host.runtimes()).members[0]!;
  expect(await tryRun(runtime, original, open(fixture("fm_mnv1.int8.tflite")), pictures)).toBeNull();
  for (const broken of [askew(), open(deadlyModel())]) {
    await expect(tryRun(runtime, original, broken, pictures)).rejects.toThrow(
      /The finished file does not run, so it is not offered: /,
    );
  }
  expect(await tryRun(runtime, original, original, pictures)).toBeNull();
});

test("where not even the original runs, it is said why", async () => {
  const runtime = (await host.runtimes()).members[0]!;
  expect(await tryRun(runtime, askew(), askew(), pictures)).toMatch(
    /^The runtime failed while it ran the model: .*RESHAPE/,
  );
});
