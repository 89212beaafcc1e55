import { describe, expect, it } from "vitest";
import type { Change } from "../changes.ts";
import { asked, combined, comparingNow, dataChanged, taskMoved, taskStopped } from "../changes.ts";
import { fakeData, fakeFidelity, fakeMade, opened } from "../derived/test-facts.ts";
import type { StudioState } from "../model.ts";
import { plan } from "./plan.ts";

const changed = (state: StudioState, ...changes: Change[]): StudioState =>
  changes.reduce((now, change) => change(now), state);
const running = { state: "running", progress: null } as const;
const names = (state: StudioState) =>
  plan(state).start.map((job) =>
    job.kind === "latency" ? `latency ${job.ids.join(" ")}` : `${job.kind} ${job.id}`,
  );

const free = ["float16", "dynamic-int8", "weight-int8", "weight-int4"];
const sized = changed(opened, ...free.map((id) => taskMoved(id, "make", fakeMade(id))));
const gzipped = changed(
  sized,
  ...["original", ...free].map((id) => taskMoved(id, "gzip", { state: "done", value: 10 })),
);
const compared = changed(gzipped, ...free.map((id) => taskMoved(id, "fidelity", fakeFidelity)));

describe("plan", () => {
  it("starts the techniques that need no data at once, and nothing else", () => {
    expect(names(opened)).toEqual(free.map((id) => `make ${id}`));
  });

  it("makes variants of a large model one after the other", () => {
    const large = { ...opened, model: { ...opened.model!, bytes: 178e6 } };
    expect(names(large)).toEqual(["make float16"]);
    expect(names(changed(large, taskMoved("float16", "make", running)))).toEqual([]);
  });

  it("measures no latency while a search is on, and stops one that is being measured", () => {
    expect(names(compared)[0]).toMatch(/^latency/);
    expect(plan({ ...compared, searching: "best" })).toEqual({ start: [], stopLatency: false });
    const timing = changed(compared, comparingNow(true), taskMoved("float16", "latency", running));
    expect(plan({ ...timing, searching: "best" })).toEqual({ start: [], stopLatency: true });
  });

  it("does nothing while another model is being opened", () => {
    expect(names({ ...opened, opening: "b.tflite" })).toEqual([]);
  });

  it("measures nothing before the sizes are there", () => {
    expect(names(changed(opened, ...free.map((id) => taskMoved(id, "make", running))))).toEqual([]);
  });

  it("then compresses and compares, one at a time", () => {
    expect(names(sized)).toEqual(["gzip original", "fidelity float16"]);
    expect(names(changed(sized, taskMoved("float16", "fidelity", running)))).toEqual(["gzip original"]);
  });

  it("measures latency last, the original among them", () => {
    expect(names(compared)).toEqual([`latency original ${free.join(" ")}`]);
    expect(names(changed(compared, taskMoved("float16", "fidelity", running)))).toEqual([]);
  });

  it("leaves out of the latency run what the runtime refused", () => {
    const refused = changed(
      compared,
      taskMoved("float16", "fidelity", {
        state: "failed",
        failure: { code: "runtime-refused", message: "no" },
      }),
    );
    expect(names(refused)).toEqual(["latency original dynamic-int8 weight-int8 weight-int4"]);
  });

  it("makes latency give way to work that was asked for, and starts it again", () => {
    const measuring = changed(
      compared,
      comparingNow(true),
      ...["original", ...free].map((id) => taskMoved(id, "latency", running)),
    );
    expect(plan(measuring)).toEqual({ start: [], stopLatency: false });
    const interrupted = changed(measuring, asked("prune"));
    expect(plan(interrupted)).toEqual({ start: [{ kind: "make", id: "prune" }], stopLatency: true });
    const stopped = changed(
      interrupted,
      comparingNow(false),
      ...["original", ...free].map((id) => taskStopped(id, "latency", true)),
    );
    expect(names(stopped)).toEqual(["make prune"]);
  });

  it("waits for data, then calibrates one at a time and measures accuracy of all", () => {
    expect(names(changed(compared, asked("int8")))).not.toContain("make int8");
    const withData = changed(compared, dataChanged({ state: "done", value: fakeData }));
    expect(names(withData)).toEqual(["make int8", "fidelity float16"]);
    const calibrating = changed(
      withData,
      taskMoved("int8", "make", running),
      ...free.map((id) => taskMoved(id, "fidelity", fakeFidelity)),
    );
    expect(names(calibrating)).toEqual(["accuracy original"]);
  });

  it("does not repeat what failed or was cancelled", () => {
    const cancelled = changed(opened, taskMoved("float16", "make", { state: "cancelled" }));
    expect(names(cancelled)).not.toContain("make float16");
    const failed = changed(
      opened,
      taskMoved("float16", "make", { state: "failed", failure: { code: "x", message: "x" } }),
    );
    expect(names(failed)).not.toContain("make float16");
  });

  it("runs a combination like any other row", () => {
    const steps = [
      { technique: "prune", options: {} },
      { technique: "dynamic-int8", options: {} },
    ] as const;
    expect(names(changed(compared, combined("prune+dynamic-int8", { steps })))).toEqual([
      "make prune+dynamic-int8",
    ]);
  });
});
