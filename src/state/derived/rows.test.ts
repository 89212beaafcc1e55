import { describe, expect, it } from "vitest";
import type { LatencyFacts } from "../../engine/facts/variant.ts";
import { askedAgain, dataChanged, taskMoved } from "../changes.ts";
import type { StudioState } from "../model.ts";
import { type Row, selectOutdated, selectRows } from "./rows.ts";
import { sortRows } from "./sort.ts";
import { fakeData, fakeFidelity, fakeMade, opened } from "./test-facts.ts";

const row = (state: StudioState, id: string): Row => selectRows(state).find((r) => r.id === id)!;
const latency = (median: number): LatencyFacts => ({
  oneThread: null,
  allThreads: { median, p10: median, p90: median, low: median, high: median, runs: 9, settled: true },
  webgpu: null,
  threads: 2,
  environment: "here",
});

describe("selectRows", () => {
  it("starts each label with the technique's name, the original first", () => {
    expect(selectRows(opened).map((r) => r.label)).toEqual([
      "Original",
      "Float16",
      "Dynamic range int8",
      "Weight-only int8",
      "Weight-only int4",
      "Full integer int8",
      "Int16 activations",
      "Pruned",
      "Clustered",
      "Quantization-aware training",
    ]);
  });

  it("tells waiting, idle and waiting for data apart", () => {
    expect(row(opened, "float16").status.kind).toBe("waiting");
    expect(row(opened, "prune").status.kind).toBe("idle");
    expect(row(opened, "int8").status.kind).toBe("needs-data");
    const withData = dataChanged({ state: "done", value: fakeData })(opened);
    expect(row(withData, "int8").status.kind).toBe("waiting");
    expect(row(withData, "qat").status.kind).toBe("idle");
  });

  it("offers a file that is too large to be run here, and says so; other failures have to be tried again", () => {
    const failed = (code: string): StudioState => {
      const made = taskMoved("float16", "make", fakeMade("float16"))(opened);
      const failure = { code, message: "It is too large to be run here." };
      return taskMoved("float16", "fidelity", { state: "failed", failure })(made);
    };
    const large = row(failed("runtime-out-of-memory"), "float16");
    expect(large.status).toMatchObject({
      kind: "done",
      untried: { message: "It is too large to be run here." },
    });
    expect(large.size.kind).toBe("value");
    expect(row(failed("runtime-refused"), "float16").status).toMatchObject({
      kind: "failed",
      task: "fidelity",
    });
  });

  it("offers to remake what was made without the data, or with other data, and would change with it", () => {
    const running = { state: "running", progress: null } as const;
    const make = (state: StudioState, id: string): StudioState =>
      [running, fakeMade(id)].reduce(
        (now, task) => taskMoved(id, "make", task)(now),
        taskMoved(id, "fidelity", fakeFidelity)(state),
      );
    const data = dataChanged({ state: "done", value: fakeData });
    const other = dataChanged({ state: "done", value: { ...fakeData, fingerprint: "d2" } });
    const ran = (state: StudioState, ...ids: string[]): StudioState =>
      ids.reduce((now, id) => taskMoved(id, "fidelity", fakeFidelity)(now), state);
    const offered = (state: StudioState) =>
      selectOutdated(selectRows(state), state.data.state === "done").map(({ id }) => id);
    const before = ["float16", "weight-int8", "weight-int4", "prune"].reduce(make, opened);
    expect(offered(before)).toEqual([]);
    expect(row(before, "prune").madeWith).toBe("none");
    const first = ran(data(before), "float16", "weight-int8", "weight-int4", "prune");
    expect(offered(first)).toEqual(["weight-int4", "prune"]);
    const made = ran(make(askedAgain(["prune"])(first), "prune"), "prune");
    expect(offered(made)).toEqual(["weight-int4"]);
    expect(row(made, "prune").madeWith).toBe("this");
    const second = ran(other(made), "weight-int4", "prune");
    expect(offered(second)).toEqual(["weight-int4", "prune"]);
    expect(row(second, "prune").madeWith).toBe("other");
  });

  it("gives sizes with their ratio to the original", () => {
    const made = taskMoved("float16", "make", fakeMade("float16", 7_001_328))(opened);
    expect(row(made, "float16").size).toEqual({ kind: "value", value: 7_001_328, ratio: 0.5 });
  });

  it("offers a file only after the runtime has run it", () => {
    const made = taskMoved("float16", "make", fakeMade("float16"))(opened);
    expect(row(made, "float16").status.kind).toBe("checking");
    expect(row(taskMoved("float16", "fidelity", fakeFidelity)(made), "float16").status.kind).toBe("done");
    const refused = { state: "failed", failure: { code: "runtime-refused", message: "no kernel" } } as const;
    expect(row(taskMoved("float16", "fidelity", refused)(made), "float16").status).toMatchObject({
      kind: "failed",
      task: "fidelity",
    });
  });

  it("compares a latency with the original's of the same run, not with a later one", () => {
    const made = taskMoved("float16", "make", fakeMade("float16"))(opened);
    const timed = taskMoved("float16", "latency", {
      state: "done",
      value: { facts: latency(5), baseline: latency(10) },
    })(made);
    const later = taskMoved("original", "latency", {
      state: "done",
      value: { facts: latency(40), baseline: latency(40) },
    })(timed);
    expect(row(later, "float16").latency).toMatchObject({ kind: "value", ratio: 0.5 });
    expect(row(later, "float16").originalThen).toBe(10);
    const same = taskMoved("original", "latency", {
      state: "done",
      value: { facts: latency(10), baseline: latency(10) },
    })(timed);
    expect(row(same, "float16").originalThen).toBeNull();
  });

  it("calls a difference noise where the intervals of both medians overlap", () => {
    const wide = (median: number, low: number, high: number): LatencyFacts => ({
      ...latency(median),
      allThreads: { ...latency(median).allThreads!, low, high },
    });
    const timed = (facts: LatencyFacts) =>
      row(
        taskMoved("float16", "latency", { state: "done", value: { facts, baseline: wide(10, 9.8, 10.2) } })(
          taskMoved("float16", "make", fakeMade("float16"))(opened),
        ),
        "float16",
      ).latency;
    expect(timed(wide(10.3, 10.1, 10.5))).toMatchObject({ isNoise: true });
    expect(timed(wide(10.5, 10.3, 10.7))).toMatchObject({ isNoise: false });
    expect(timed(wide(9, 8.5, 9.79))).toMatchObject({ isNoise: false });
  });

  it("keeps the objects of rows that did not change", () => {
    const before = row(opened, "float16");
    const after = taskMoved("dynamic-int8", "make", { state: "running", progress: null })(opened);
    expect(row(after, "float16")).toBe(before);
    expect(row(after, "dynamic-int8")).not.toBe(before);
  });
});

describe("sortRows", () => {
  const sized = [
    ["float16", 7],
    ["dynamic-int8", 4],
    ["weight-int4", 2],
  ].reduce(
    (state, [id, size]) => taskMoved(String(id), "make", fakeMade(String(id), Number(size)))(state),
    opened,
  );
  const order = (direction: "ascending" | "descending") =>
    sortRows(selectRows(sized), { key: "size", direction }).map((r) => r.id);

  it("keeps the original first and rows without a figure last, either way", () => {
    expect(order("ascending").slice(0, 4)).toEqual(["original", "weight-int4", "dynamic-int8", "float16"]);
    expect(order("descending").slice(0, 4)).toEqual(["original", "float16", "dynamic-int8", "weight-int4"]);
    expect(order("descending").slice(4)).toEqual(order("ascending").slice(4));
  });

  it("leaves the table's own order alone without a sort", () => {
    expect(sortRows(selectRows(sized), null)).toBe(selectRows(sized));
  });
});
