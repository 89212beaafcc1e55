import { describe, expect, it } from "vitest";
import { locate } from "./evaluate.ts";
import { guide } from "./guide.ts";

const nothing = { hasData: false, hasLabels: false, model: "pose.tflite" };

describe("the target as evidence", () => {
  it("leads a GPU to float16 and says from what", () => {
    const { at, path } = locate(guide, {}, { ...nothing, target: "android-gpu" });
    expect(at).toMatchObject({ kind: "ending", ending: { id: "float16" } });
    expect(path.find(({ question }) => question.id === "goal")?.from).toBe("the target is Android GPU");
  });

  it("asks about data for the Edge TPU, and leaves size or latency open for a CPU", () => {
    const tpu = locate(guide, {}, { ...nothing, target: "edge-tpu" });
    expect(tpu.at).toMatchObject({ kind: "question", question: { id: "accelerator-data" } });
    const cpu = locate(guide, {}, { ...nothing, target: "android-cpu" });
    expect(cpu.at).toMatchObject({ kind: "question", question: { id: "goal" } });
  });

  it("gives way to what a person says", () => {
    const { path } = locate(guide, { goal: "size" }, { ...nothing, target: "edge-tpu" });
    expect(path.find(({ question }) => question.id === "goal")).toMatchObject({
      choice: { id: "size" },
      from: null,
    });
  });
});
