import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDataFromPath } from "../../../engine/data/node/open.ts";
import { createNodeRuntime } from "../../../runtime/node/in-process.ts";
import { openRealSession, type RealSession } from "../../run/real-session.ts";
import { readModel } from "../../tflite/read.ts";
import { chooseRange, chooseRangeByModel, information } from "./choose-range.ts";
import { describeInputs } from "./describe-inputs.ts";
import type { ValueRange } from "./preprocess.ts";

const range = (low: number, high: number): ValueRange => ({ kind: "range", low, high });
const pictures = "src/test-fixtures/fashion-train200-images-idx3-ubyte.gz";

describe("a classifier trained on 0 to 1", { timeout: 60_000 }, () => {
  let session: RealSession;
  const bytes = new Uint8Array(readFileSync("src/test-fixtures/fm_resnet.tflite"));
  const model = readModel(bytes);
  const run = async (value: ValueRange): Promise<Float32Array> => {
    const { dataset } = await openDataFromPath(pictures, null, describeInputs(model), { range: value });
    return (await session.run(await dataset.read(0, 32)))[0]!;
  };
  beforeAll(async () => {
    session = await openRealSession(await createNodeRuntime(), model, bytes);
  });
  afterAll(() => session.close());

  test("speaks for its range against wrong guesses, without labels", async () => {
    for (const wrong of [range(-1, 1), range(0, 255)]) {
      const choice = await chooseRangeByModel(run, [wrong, range(0, 1)], 10, null);
      expect(choice?.value).toEqual(range(0, 1));
    }
  });

  test("leaves the right guess alone", async () => {
    const candidates = [range(0, 1), range(-1, 1), range(0, 255)];
    expect(await chooseRangeByModel(run, candidates, 10, null)).toBeNull();
  });
});

describe("labels decide", () => {
  /** Right on the first `right` of 40 samples of two classes. */
  const scores = (right: number): Float32Array =>
    Float32Array.from({ length: 80 }, (_, i) => (((i >> 1) % 2 === i % 2) === i >> 1 < right ? 1 : 0));
  const labels = Int32Array.from({ length: 40 }, (_, s) => s % 2);
  const trial = (r: ValueRange, right: number) => ({ range: r, scores: scores(right) });

  test("only where the difference is beyond chance", () => {
    const choice = chooseRange([trial(range(0, 1), 10), trial(range(-1, 1), 36)], 2, labels);
    expect(choice?.value).toEqual(range(-1, 1));
    expect(choice?.reason).toContain("90 %");
    expect(chooseRange([trial(range(0, 1), 34), trial(range(-1, 1), 36)], 2, labels)).toBeNull();
  });

  test("too few samples decide nothing, and information is bounded by the classes", () => {
    const few = { range: range(0, 1), scores: scores(40).subarray(0, 20) };
    expect(chooseRange([few, few], 2, labels)).toBeNull();
    expect(information(scores(40), 2)).toBeGreaterThan(0);
    expect(information(scores(40), 2)).toBeLessThanOrEqual(Math.log(2));
  });
});
