import { describe, expect, test } from "vitest";
import { CancelledError, type CancelSignal, neverCancelled } from "../outcome.ts";
import { seededRandom } from "../random.ts";
import { type Evaluate, refinedFamilyOf, type SearchHost, search } from "./search.ts";
import { type Candidate, candidate, defaultSpace } from "./space.ts";
import type { Constraints, Level, Measured, SearchState } from "./state.ts";

const all = ["float16", "dynamic-int8", "weight-int8", "weight-int4", "int8", "int16x8", "prune", "cluster"];
const space = defaultSpace({ hasData: true, allowed: all, integerOnly: false });
const seconds: Record<Level, number> = { size: 0.5, quick: 1, full: 8 };

/** A model that behaves as models do: more zeros and fewer values lose more, int4 most; noise on few samples. */
function truth(c: Candidate): { bytes: number; gzip: number; loss: number } {
  const option = (technique: string, name: string, none: number): number =>
    Number(c.steps.find((s) => s.technique === technique)?.options[name] ?? none);
  const sparsity = option("prune", "sparsity", 0);
  const clusters = option("cluster", "clusters", 1e6);
  const last = c.steps.at(-1)!.technique;
  const quantized: Record<string, number> = { "weight-int4": 0.009, int8: 0.001, float16: 0 };
  return {
    bytes: last === "float16" ? 500_000 : last === "weight-int4" ? 130_000 : 260_000,
    gzip: Math.round(1_000_000 * c.size * (1 + 0.05 * Math.sin(c.key.length))),
    loss: (quantized[last] ?? 0.0005) + 0.02 * sparsity ** 3 + 0.03 / clusters,
  };
}

function fake(noise = 0.003) {
  const state = { clock: 0, looks: [] as string[] };
  const random = seededRandom(7);
  const evaluate: Evaluate = async (c, level) => {
    state.clock += seconds[level];
    state.looks.push(`${level} ${c.key}`);
    const { bytes, gzip, loss } = truth(c);
    const spread = level === "full" ? 0.0002 : noise;
    const value = loss + (level === "full" ? 0 : (random() - 0.5) * spread);
    return {
      bytes,
      gzip,
      loss: level === "size" ? null : { value, low: value - spread, high: value + spread },
    };
  };
  const host: SearchHost = { now: () => state.clock, signal: neverCancelled };
  return { state, evaluate, host };
}

async function run(
  constraints: Constraints,
  budget: number,
  f = fake(),
  among = space,
): Promise<SearchState[]> {
  const states: SearchState[] = [];
  for await (const s of search(among, constraints, budget, f.evaluate, f.host)) states.push(s);
  return states;
}

const best = (maxLoss: number): number =>
  Math.min(...space.map(truth).flatMap((t) => (t.loss <= maxLoss ? [t.gzip] : [])));

describe("search", () => {
  test("finds nearly the smallest variant within the loss, with a fraction of the looks", async () => {
    const f = fake();
    const states = await run({ maxLoss: 0.005 }, 600, f);
    const { answer, finished } = states.at(-1)!;
    expect(finished).toBe("exhausted");
    expect(truth(answer!.candidate).loss).toBeLessThanOrEqual(0.005);
    expect(answer!.measured.gzip).toBeLessThan(1.1 * best(0.005));
    expect(f.state.looks.filter((l) => l.startsWith("full")).length).toBeLessThan(25);
    expect(f.state.looks.length).toBeLessThan(space.length / 2);
    expect(answer!.candidate.steps.length).toBeGreaterThan(1);
  });

  test("has a valid answer early and never loses it; stops in time", async () => {
    const states = await run({ maxLoss: 0.005 }, 60);
    const first = states.findIndex((s) => s.answer !== null);
    expect(states[first]!.seconds).toBeLessThan(20);
    let size = Number.POSITIVE_INFINITY;
    for (const s of states.slice(first)) {
      expect(s.answer!.measured.gzip).toBeLessThanOrEqual(size);
      size = s.answer!.measured.gzip;
    }
    expect(states.at(-1)).toMatchObject({ finished: "budget" });
    expect(states.at(-1)!.seconds).toBeLessThanOrEqual(60 + seconds.full);
  });

  test("has an answer after the first look, of a recipe that takes but a moment, and looks on as without it", async () => {
    const f = fake();
    const [first] = await run({ maxLoss: 0.005 }, 1, f);
    expect(f.state.looks).toEqual(["full dynamic-int8"]);
    expect(first!.answer?.candidate.key).toBe("dynamic-int8");
    expect(first!.frontier).toHaveLength(1);
    const others = fake();
    await run({ maxLoss: 0.005 }, 600, others);
    expect(others.state.looks[1]).toBe("size weight-int4");
    const none = fake();
    const integers = space.filter((c) => c.family.endsWith("int8") && !/dynamic|weight/.test(c.family));
    await run({ maxLoss: 0.005 }, 600, none, integers);
    expect(none.state.looks[0]).toMatch(/^size /);
  });

  test("under a size it looks for the most accurate", async () => {
    const { answer } = (await run({ maxGzip: 120_000 }, 600)).at(-1)!;
    expect(answer!.measured.gzip).toBeLessThanOrEqual(120_000);
    const within = space.map(truth).filter((t) => t.gzip <= 120_000);
    expect(answer!.measured.loss!.value).toBeLessThan(2 * Math.min(...within.map((t) => t.loss)));
    const bytes = (await run({ maxBytes: 200_000 }, 600)).at(-1)!;
    expect(bytes.answer!.candidate.steps.at(-1)!.technique).toBe("weight-int4");
  });

  test("says honestly that nothing fulfils the constraints", async () => {
    const end = (await run({ maxLoss: 0.005, maxGzip: 1000 }, 600)).at(-1)!;
    expect(end).toMatchObject({ answer: null, finished: "exhausted" });
    expect(end.dropped.every((d) => d.reason.length > 5)).toBe(true);
  });

  test("the frontier has no point that another beats", async () => {
    for (const s of await run({ maxLoss: 0.01 }, 100)) {
      s.frontier.forEach((p, i) => {
        const next = s.frontier[i + 1];
        if (next === undefined) return;
        expect(next.measured.gzip).toBeGreaterThanOrEqual(p.measured.gzip);
        expect(next.measured.loss!.value).toBeLessThan(p.measured.loss!.value);
      });
    }
  });

  test("stops at once when told, with the answer so far", async () => {
    const f = fake();
    const signal = {
      get cancelled() {
        return f.state.clock > 30;
      },
      throwIfCancelled() {
        if (this.cancelled) throw new CancelledError();
      },
    } satisfies CancelSignal;
    const states = await run({ maxLoss: 0.005 }, 600, { ...f, host: { ...f.host, signal } });
    expect(states.at(-1)!.finished).toBe("stopped");
    expect(states.at(-1)!.answer).not.toBeNull();
    expect(f.state.clock).toBeLessThan(30 + 2 * seconds.full);
  });

  test("a second search on the same model measures nothing again", async () => {
    const cache = new Map<string, Measured>();
    const f = fake();
    const first = (await run({ maxLoss: 0.005 }, 600, { ...f, host: { ...f.host, cache } })).at(-1)!;
    const again = fake();
    const second = (await run({ maxLoss: 0.005 }, 600, { ...again, host: { ...again.host, cache } })).at(-1)!;
    expect(again.state.looks).toEqual([]);
    expect(second.answer!.candidate.key).toBe(first.answer!.candidate.key);
  });

  test("one that cannot be made is dropped with its reason; refinements are tried", async () => {
    const f = fake();
    const evaluate: Evaluate = async (c, level, signal) => {
      if (c.family === "weight-int4") throw new Error("no kernel");
      return f.evaluate(c, level, signal);
    };
    const repaired = candidate([{ technique: "int8", options: { keep: "softmax" } }], 0.01);
    const refined = { ...repaired, family: "int8 repaired" };
    const host: SearchHost = {
      ...f.host,
      refine: (c) => (c.family === "dynamic-int8" ? [refined] : []),
    };
    const end = (await run({ maxLoss: 0.005 }, 600, { ...f, evaluate, host })).at(-1)!;
    expect(end.dropped.find((d) => d.candidate.family === "weight-int4")?.reason).toBe("no kernel");
    expect(f.state.looks).toContain(`quick ${refined.key}`);
    expect(end.answer!.candidate.key).toBe(refined.key);
  });

  test("what was refined is tried though its plain form loses too much", async () => {
    const f = fake();
    const kept = {
      ...candidate([{ technique: "int8", options: { rules: "[]" } }], 0.1),
      family: refinedFamilyOf("int8"),
    };
    const evaluate: Evaluate = async (c, level, signal) => {
      const measured = await f.evaluate(c, level, signal);
      if (level === "size" || c.steps.at(-1)!.technique !== "int8") return measured;
      const value = c.key === kept.key ? 0.001 : 0.2;
      return { ...measured, loss: { value, low: value, high: value } };
    };
    const left: number[] = [];
    const host: SearchHost = {
      ...f.host,
      refine: async (c, measured, seconds) => {
        left.push(seconds);
        return c.family === "int8" && measured.loss!.value > 0.005 ? [kept] : [];
      },
    };
    const only = space.filter((c) => c.steps.length === 1 && c.steps[0]!.technique === "int8");
    const f2 = { ...f, evaluate, host };
    const states: SearchState[] = [];
    for await (const s of search(only, { maxLoss: 0.005 }, 600, f2.evaluate, f2.host)) states.push(s);
    expect(states.at(-1)!.answer?.candidate.key).toBe(kept.key);
    expect(Math.max(...left)).toBeLessThan(600);
  });

  test("a limit on latency drops what is slower, whatever its size", async () => {
    const f = fake();
    const evaluate: Evaluate = async (c, level, signal) => ({
      ...(await f.evaluate(c, level, signal)),
      milliseconds: level === "size" ? null : c.steps.at(-1)!.technique === "float16" ? 1 : 9,
    });
    const end = (await run({ maxLoss: 0.05, maxMilliseconds: 2 }, 600, { ...f, evaluate })).at(-1)!;
    expect(end.answer!.candidate.steps.at(-1)!.technique).toBe("float16");
    expect(end.dropped.some(({ reason }) => reason === "It takes 9 ms.")).toBe(true);
  });

  test("a target that takes none is the reason", async () => {
    const f = fake();
    const evaluate: Evaluate = async (c, level, signal) => ({
      ...(await f.evaluate(c, level, signal)),
      targetProblem: c.steps.at(-1)!.technique === "int8" ? null : "is not taken by Edge TPU",
    });
    const end = (await run({ maxLoss: 0.02 }, 600, { ...f, evaluate })).at(-1)!;
    expect(end.answer!.candidate.steps.at(-1)!.technique).toBe("int8");
  });
});

test("training is in the space only where there is time and labels for it", () => {
  const of = (training: boolean) =>
    defaultSpace({ hasData: true, allowed: [...all, "qat"], integerOnly: false, training });
  expect(of(true).filter((c) => c.family === "qat")).toHaveLength(2);
  expect(of(false).some((c) => c.family === "qat")).toBe(false);
});

test("the space keeps to what is allowed", () => {
  expect(
    defaultSpace({ hasData: false, allowed: all, integerOnly: false }).some((c) => c.key.includes("int16x8")),
  ).toBe(false);
  const integer = defaultSpace({ hasData: true, allowed: all, integerOnly: true });
  expect(new Set(integer.map((c) => c.steps.at(-1)!.technique))).toEqual(new Set(["int8"]));
  expect(new Set(space.map((c) => c.key)).size).toBe(space.length);
});
