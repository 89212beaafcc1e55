import { describe, expect, test } from "vitest";
import { denseOptions } from "../../test-fixtures/dense-options.ts";

import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { runtimeForTests } from "../../test-fixtures/node/runtime.ts";
import type { Dataset } from "../data/dataset.ts";
import { modelBuilder } from "../graph/build.ts";
import { CancelledError, neverCancelled } from "../outcome.ts";
import { seededRandom } from "../random.ts";
import { copyModel, type Model } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { runFreely, type TrainCheckpoint, type TrainEvent } from "./events.ts";
import { noQuantization, planFromExport } from "./plan.ts";
import { trainingScope } from "./scope.ts";
import { type TrainArgs, train } from "./train.ts";

const runtime = await runtimeForTests();

const fullyConnected = denseOptions();

/** 4 features to 3 classes through one hidden layer; its weights are random. */
function smallClassifier(seed: number): Model {
  const random = seededRandom(seed);
  const noise = (n: number) => Float32Array.from({ length: n }, () => random() * 2 - 1);
  const b = modelBuilder("small");
  const x = b.input("x", [1, 4]);
  const hidden = b.value("hidden", [1, 8]);
  const scores = b.value("scores", [1, 3]);
  const shares = b.value("shares", [1, 3]);
  const w1 = b.constant("w1", [8, 4], noise(32));
  const b1 = b.constant("b1", [8], new Float32Array(8));
  const w2 = b.constant("w2", [3, 8], noise(24));
  const b2 = b.constant("b2", [3], new Float32Array(3));
  b.op("FULLY_CONNECTED", [x, w1, b1], [hidden], { ...fullyConnected, fusedActivationFunction: 1 });
  b.op("FULLY_CONNECTED", [hidden, w2, b2], [scores], fullyConnected);
  b.op("SOFTMAX", [scores], [shares], { type: "SoftmaxOptions", beta: 1 });
  return b.finish([shares]);
}

/** Points whose class is the largest of their first three coordinates. */
function points(count: number, labelled = true): Dataset {
  const random = seededRandom(5);
  const values = Float32Array.from({ length: 4 * count }, () => random() * 2 - 1);
  const labels = Int32Array.from({ length: count }, (_, i) => {
    const p = values.subarray(4 * i, 4 * i + 3);
    return p.indexOf(Math.max(...p));
  });
  return {
    count,
    provenance: { kind: "synthetic", description: "points", seed: 5 },
    labels: labelled ? labels : null,
    classNames: null,
    fingerprint: "points",
    skipped: [],
    read: async (start, n) => ({ start, count: n, inputs: [values.subarray(4 * start, 4 * (start + n))] }),
  };
}

const argsFor = (more: Partial<TrainArgs> = {}): TrainArgs => ({
  model: smallClassifier(1),
  teacher: smallClassifier(1),
  data: points(400),
  runtime,
  plan: noQuantization,
  keep: { zeros: false, clusters: false },
  settings: { epochs: 6, learningRate: 0.02, batch: 16, teacherShare: 0, seed: 3 },
  signal: neverCancelled,
  key: "test",
  ...more,
});
const valuesOf = (outcome: { weights: readonly { parameter: { values: Float32Array } }[] }) =>
  outcome.weights.map((w) => [...w.parameter.values]);

describe("training", () => {
  test("learns labels, and says how it goes", async () => {
    const events: TrainEvent[] = [];
    const outcome = await train(argsFor({ onEvent: (e) => events.push(e) }));
    expect(outcome.before.accuracy).toBeLessThan(0.7);
    expect(outcome.best.accuracy).toBeGreaterThan(0.85);
    expect(outcome.end.reason).toBe("finished");
    expect(events.filter((e) => e.type === "epoch").length).toBe(6);
    expect(events.filter((e) => e.type === "step").length).toBe(6 * 22);
    expect(
      events
        .map((e) => e.type)
        .filter((t) => t !== "step")
        .slice(-1),
    ).toEqual(["end"]);
    structuredClone(events);
  });

  test("imitates another model without labels, finding a learning rate", async () => {
    const settings = { epochs: 12, learningRate: 0, batch: 16, teacherShare: 1, seed: 3 };
    const outcome = await train(argsFor({ teacher: smallClassifier(2), data: points(400, false), settings }));
    expect(outcome.best.accuracy).toBeNull();
    expect(outcome.best.agreement!).toBeGreaterThan(outcome.before.agreement! + 0.1);
  });

  test("gives the same result for the same seed, and another for another", async () => {
    const [a, b] = [await train(argsFor()), await train(argsFor())];
    expect(valuesOf(a)).toEqual(valuesOf(b));
    const other = await train(argsFor({ settings: { ...argsFor().settings, seed: 4 } }));
    expect(valuesOf(other)).not.toEqual(valuesOf(a));
  });

  test("goes on from a checkpoint as if it had not been interrupted", async () => {
    const whole = await train(argsFor());
    let saved: TrainCheckpoint | null = null;
    let stop = false;
    const control = {
      ...runFreely,
      get stop() {
        return stop;
      },
    };
    await train(
      argsFor({
        control,
        onEvent: (e) => {
          if (e.type !== "epoch" || e.epoch !== 3) return;
          saved = structuredClone(e.checkpoint);
          stop = true;
        },
      }),
    );
    const resumed = await train(argsFor({ resume: saved }));
    expect(resumed.history.length).toBe(6);
    expect(valuesOf(resumed)).toEqual(valuesOf(whole));
  });

  test("stops early with the best so far", async () => {
    let stop = false;
    const control = {
      ...runFreely,
      get stop() {
        return stop;
      },
    };
    const outcome = await train(
      argsFor({
        control,
        onEvent: (e) => {
          stop ||= e.type === "epoch" && e.epoch === 2;
        },
      }),
    );
    expect(outcome.end.reason).toBe("stopped");
    expect(outcome.bestEpoch).toBeGreaterThan(0);
    expect(outcome.bestEpoch).toBeLessThanOrEqual(3);
  });

  test("is cancelled between two steps", async () => {
    let steps = 0;
    const signal = {
      get cancelled() {
        return steps >= 3;
      },
      throwIfCancelled() {
        if (steps >= 3) throw new CancelledError();
      },
    };
    const run = train(
      argsFor({
        signal,
        onEvent: (e) => {
          if (e.type === "step") steps++;
        },
      }),
    );
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(steps).toBe(3);
  });

  test("ends a run that breaks with a reason and the best so far", async () => {
    const settings = { ...argsFor().settings, learningRate: 1e30 };
    const outcome = await train(argsFor({ settings }));
    expect(outcome.end).toMatchObject({ reason: "broke", code: "train-diverged" });
    expect(outcome.bestEpoch).toBe(0);
    expect(valuesOf(outcome).flat().every(Number.isFinite)).toBe(true);
  });

  test("keeps zeros zero and clusters together", async () => {
    const model = copyModel(smallClassifier(1));
    const levels = Float32Array.from({ length: 32 }, (_, i) => [0, 0.5, -0.5, 0.25][i % 4]!);
    model.buffers[model.subgraphs[0]!.tensors.find((t) => t.name === "w1")!.buffer]!.data = new Uint8Array(
      levels.buffer,
    );
    const outcome = await train(argsFor({ model, keep: { zeros: true, clusters: true } }));
    const trained = outcome.weights.find((w) => w.parameter.name === "w1")!.parameter.values;
    expect(new Set(trained).size).toBe(4);
    trained.forEach((v, i) => expect(v === 0).toBe(levels[i] === 0));
    expect([...trained]).not.toEqual([...levels]);
  });

  test("refuses labels outside the classes and too few samples", async () => {
    const wrong = { ...points(400), labels: new Int32Array(400).fill(3) };
    await expect(train(argsFor({ data: wrong }))).rejects.toMatchObject({ code: "label-outside" });
    await expect(train(argsFor({ data: points(2) }))).rejects.toMatchObject({ code: "too-few-samples" });
  });
});

test("a model that rounds trains at its own batch and reports both lines", async () => {
  const float = readModel(fixture("fm_mnv1.tflite"));
  const pictures: Dataset = {
    ...points(48, false),
    read: async (start, count) => ({
      start,
      count,
      inputs: [Float32Array.from({ length: 784 * count }, (_, i) => (((start * 784 + i) * 37) % 251) / 251)],
    }),
  };
  const outcome = await train({
    ...argsFor(),
    model: float,
    teacher: float,
    data: pictures,
    plan: planFromExport(float, readModel(fixture("fm_mnv1.int8.tflite"))),
    settings: { epochs: 1, learningRate: 1e-4, batch: 8, teacherShare: 1, seed: 1 },
  });
  expect(outcome.before.agreement).toBeGreaterThan(0.7);
  expect(outcome.history.length).toBe(1);
});

test("an op without a rule limits training to what comes after it", () => {
  const b = modelBuilder("limited");
  const x = b.input("x", [1, 4]);
  const [summed, out] = [b.value("summed", [1, 4]), b.value("out", [1, 2])];
  b.op("CUMSUM", [x, b.constant("axis", [], new Int32Array([1]), "INT32")], [summed], {
    type: "CumsumOptions",
    exclusive: false,
    reverse: false,
  });
  const [w, bias] = [b.constant("w", [2, 4], new Float32Array(8)), b.constant("b", [2], new Float32Array(2))];
  b.op("FULLY_CONNECTED", [summed, w, bias], [out], fullyConnected);
  const scope = trainingScope(b.finish([out]));
  expect(scope.ops).toEqual([1]);
  expect(scope.boundary).toEqual([summed]);
  expect(scope.limit).toMatch(
    /CUMSUM cannot be trained through, so only what comes after it is trained \(1 of 2 ops\)/,
  );

  const none = modelBuilder("nothing");
  const y = none.input("x", [1, 4]);
  const only = none.value("only", [1, 4]);
  none.op("CUMSUM", [y, none.constant("axis", [], new Int32Array([1]), "INT32")], [only], {
    type: "CumsumOptions",
    exclusive: false,
    reverse: false,
  });
  expect(() => trainingScope(none.finish([only]))).toThrow(
    /No part of this model can be trained here: CUMSUM/,
  );
});
