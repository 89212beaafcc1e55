import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CancelledError, InputError } from "../outcome.ts";
import { seededRandom } from "../random.ts";
import { type Clock, measureLatency, type Timed } from "./latency.ts";
import { medianInterval, quantileOfSorted, summarize } from "./latency-statistics.ts";

/** A machine whose time is made up: runs take what `duration` says, and the clock goes on by it. */
function machine(tick = 0) {
  let time = 1000;
  let asleep = 0;
  const calls: string[] = [];
  const clock: Clock = { now: () => time, date: () => time + asleep, tick };
  const model = (name: string, duration: (run: number, now: number) => number): Timed => {
    let run = 0;
    return {
      async time(runs) {
        calls.push(name);
        return Float64Array.from({ length: runs }, () => {
          const lasted = duration(run++, time);
          const start = time;
          time += lasted;
          return tick === 0 ? lasted : (Math.floor(time / tick) - Math.floor(start / tick)) * tick;
        });
      },
    };
  };
  return {
    clock,
    calls,
    model,
    skip: (milliseconds: number) => {
      time += milliseconds;
    },
    sleep: (milliseconds: number) => {
      asleep += milliseconds;
    },
  };
}

const noise = (mean: number, spread: number, seed: number) => {
  const random = seededRandom(seed);
  return () => mean * (1 + spread * (random() - 0.5));
};

describe("measureLatency", () => {
  it("finds the median of steady runs and stops once it is sure", async () => {
    const { clock, model } = machine();
    const [outcome] = await measureLatency([model("a", noise(2, 0.1, 1))], { clock });
    const figure = outcome!.state === "done" ? outcome!.value : null;
    expect(figure!.settled).toBe(true);
    expect(figure!.median).toBeCloseTo(2, 1);
    expect(figure!.low).toBeGreaterThanOrEqual(figure!.median * 0.97);
    expect(figure!.high).toBeLessThanOrEqual(figure!.median * 1.03);
    expect(figure!.p10).toBeLessThan(figure!.median);
    expect(figure!.p90).toBeGreaterThan(figure!.median);
    expect(clock.now()).toBeLessThan(1000 + 1500);
  });

  it("measures nothing while a figure is taken in", async () => {
    const { clock, calls, model } = machine();
    const during: number[] = [];
    await measureLatency([model("a", noise(2, 0.1, 1)), model("b", noise(3, 0.1, 2))], {
      clock,
      async onFigure() {
        const before = calls.length;
        await new Promise((taken) => setTimeout(taken, 5));
        during.push(calls.length - before);
      },
    });
    expect(during).toEqual([0, 0]);
  });

  it("leaves the warm-up out", async () => {
    const { clock, model } = machine();
    const cold = model("a", (run) => (run < 5 ? 20 : 1));
    const [outcome] = await measureLatency([cold], { clock });
    expect(outcome).toMatchObject({ state: "done", value: { median: 1, p90: 1, settled: true } });
  });

  it("stops at the cap and says that it is not sure", async () => {
    const { clock, model } = machine();
    const wild = model("a", noise(40, 1.9, 3));
    const [outcome] = await measureLatency([wild], { clock, cap: 600, within: 0.001 });
    expect(outcome).toMatchObject({ state: "done", value: { settled: false } });
    expect(clock.now()).toBeLessThan(1000 + 700);
  });

  it("gives a figure from one run where a run is longer than the cap", async () => {
    const { clock, model } = machine();
    const [outcome] = await measureLatency([model("a", () => 9000)], { clock, cap: 4000 });
    expect(outcome).toMatchObject({ state: "done", value: { median: 9000, runs: 1, settled: false } });
  });

  it("takes turns, so that drift hits all alike", async () => {
    const { clock, model, calls } = machine();
    // The machine slows down by half over a second; both models compute the same.
    const drifting = (_: number, now: number) => 5 * (1 + Math.min(0.5, (now - 1000) / 2000));
    const both = await measureLatency([model("a", drifting), model("b", drifting)], { clock, within: 0.02 });
    const [a, b] = both.map((outcome) => (outcome.state === "done" ? outcome.value.median : 0));
    expect(Math.abs(a! - b!) / a!).toBeLessThan(0.03);
    expect(calls.slice(0, 6).join("")).toBe("abbaab");
  });

  it("measures runs shorter than the clock's step", async () => {
    const { clock, model } = machine(0.1);
    const [outcome] = await measureLatency([model("a", noise(0.033, 0.05, 4))], { clock });
    const figure = outcome!.state === "done" ? outcome!.value : null;
    expect(figure!.median).toBeGreaterThan(0.032);
    expect(figure!.median).toBeLessThan(0.034);
    expect(figure!.settled).toBe(true);
  });

  it("discards what was measured while the device slept, the tab was hidden or the clock jumped", async () => {
    for (const disturbance of ["sleep", "hidden", "long run", "backwards", "pause"]) {
      const { clock, model, sleep, skip } = machine();
      let hidden = false;
      let blocks = 0;
      const steady = model("a", () => 1);
      const disturbed: Timed = {
        async time(runs) {
          const durations = Array.from(await steady.time(runs));
          if (++blocks % 3 !== 0) return durations;
          if (disturbance === "sleep") sleep(60_000);
          if (disturbance === "pause") skip(60_000);
          if (disturbance === "hidden") hidden = true;
          if (disturbance === "backwards") durations[0] = -5;
          if (disturbance === "long run") {
            durations[0] = 30_000;
            skip(29_999);
          }
          return disturbance === "hidden" ? durations.map((x) => x * 10) : durations;
        },
      };
      const [outcome] = await measureLatency([disturbed], {
        clock,
        disturbed: () => {
          const was = hidden;
          hidden = false;
          return was;
        },
      });
      expect(outcome, disturbance).toMatchObject({
        state: "done",
        value: { median: 1, p90: 1, settled: true },
      });
      expect(outcome!.state === "done" && outcome!.value.repeated, disturbance).toBeGreaterThan(0);
    }
  });

  it("gives up on a measurement that is always disturbed", async () => {
    const { clock, model } = machine();
    const [outcome] = await measureLatency([model("a", () => 1)], { clock, disturbed: () => true });
    expect(outcome).toMatchObject({ state: "failed", failure: { code: "latency-disturbed" } });
  });

  it("goes on with the others when one fails, and tells each figure as it comes", async () => {
    const { clock, model } = machine();
    const dead: Timed = { time: () => Promise.reject(new InputError("runtime-died", "It died.")) };
    const told: number[] = [];
    const outcomes = await measureLatency([model("a", () => 1), dead, model("b", () => 2)], {
      clock,
      onFigure: (index) => told.push(index),
    });
    expect(outcomes.map(({ state }) => state)).toEqual(["done", "failed", "done"]);
    expect(told[0]).toBe(1);
    expect(told.sort()).toEqual([0, 1, 2]);
  });

  it("stops when it is cancelled", async () => {
    const { clock, model } = machine();
    let cancelled = false;
    const signal = {
      get cancelled() {
        return cancelled;
      },
      throwIfCancelled() {
        if (cancelled) throw new CancelledError();
      },
    };
    const stopping = model("a", (run) => {
      cancelled ||= run > 10;
      return 10;
    });
    await expect(measureLatency([stopping], { clock, signal })).rejects.toBeInstanceOf(CancelledError);
  });
});

describe("the interval of the median", () => {
  it("has the ranks of the published tables", () => {
    // Le Boudec (2010), table A.1: n = 6 → (1, 6), 10 → (2, 9), 20 → (6, 15), 50 → (18, 33), 70 → (27, 44).
    const ranks = (n: number) => {
      const { low, high } = medianInterval(Array.from({ length: n }, (_, i) => i + 1));
      return [low, high];
    };
    expect(ranks(6)).toEqual([1, 6]);
    expect(ranks(10)).toEqual([2, 9]);
    expect(ranks(20)).toEqual([6, 15]);
    expect(ranks(50)).toEqual([18, 33]);
    expect(ranks(70)).toEqual([27, 44]);
    expect(medianInterval([1, 2, 3, 4, 5]).sure).toBe(false);
  });

  it("holds the true median in about 95 % of cases or more", () => {
    const random = seededRandom(7);
    for (const n of [9, 40, 400]) {
      let held = 0;
      for (let trial = 0; trial < 1000; trial++) {
        const sorted = Array.from({ length: n }, () => random() ** 3).sort((a, b) => a - b);
        const { low, high } = medianInterval(sorted);
        if (low <= 0.125 && high >= 0.125) held++;
      }
      expect(held).toBeGreaterThan(930);
    }
  });

  it("lies around the median, whatever the durations", () => {
    const block = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 20 }), (blocks) => {
        const { low, median, high, p10, p90, runs } = summarize(blocks, 0.03);
        expect(low).toBeLessThanOrEqual(median);
        expect(high).toBeGreaterThanOrEqual(median);
        expect(p10).toBeLessThanOrEqual(median);
        expect(p90).toBeGreaterThanOrEqual(median);
        expect(runs).toBe(blocks.flat().length);
      }),
    );
  });

  it("interpolates quantiles as NumPy does", () => {
    expect(quantileOfSorted([1, 2, 3, 4], 0.1)).toBeCloseTo(1.3, 12);
    expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantileOfSorted([7], 0.9)).toBe(7);
  });
});
