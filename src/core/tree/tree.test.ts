import { describe, expect, it } from "vitest";
import { locate, reachableEndings } from "./evaluate.ts";
import { guide } from "./guide.ts";
import { limitsOf } from "./limits.ts";
import type { Evidence } from "./tree.ts";

const nothing = { hasData: false, hasLabels: false, model: "pose.tflite" };
const endOf = (answers: Record<string, string>, evidence: Evidence = nothing) => {
  const { at } = locate(guide, answers, evidence);
  return at.kind === "ending" ? at.ending.id : `asks ${at.question.id}`;
};

describe("the guide", () => {
  it("leads everywhere it says, reaches every ending and never goes round", () => {
    const ids = new Set([...guide.questions, ...guide.endings].map((node) => node.id));
    expect(ids.size).toBe(guide.questions.length + guide.endings.length);
    for (const question of guide.questions)
      for (const choice of question.choices) expect(ids).toContain(choice.leadsTo);
    expect(reachableEndings(guide, guide.root)).toEqual(guide.endings);
    const depth = (id: string, seen: string[]): number => {
      expect(seen).not.toContain(id);
      const question = guide.questions.find((q) => q.id === id);
      return question ? 1 + Math.max(...question.choices.map((c) => depth(c.leadsTo, [...seen, id]))) : 0;
    };
    expect(depth(guide.root, [])).toBeLessThanOrEqual(7);
  });

  it("advises what the published guide advises", () => {
    expect(endOf({ goal: "accelerator", "which-accelerator": "gpu" })).toBe("float16");
    expect(endOf({ goal: "latency", "latency-data": "no", "latency-dynamic": "yes" })).toBe("dynamic-int8");
    expect(endOf({ goal: "latency", "latency-data": "yes", "latency-accuracy": "yes" })).toBe(
      "asks latency-enough",
    );
    const fast = {
      goal: "latency",
      "latency-data": "yes",
      "latency-accuracy": "yes",
      "latency-enough": "yes",
    };
    expect(endOf(fast)).toBe("int8");
    const missed = { goal: "latency", "latency-data": "yes", "latency-accuracy": "no" };
    expect(endOf({ ...missed, "latency-labels": "yes" })).toBe("qat");
    expect(endOf({ ...missed, "latency-labels": "no" })).toBe("int16x8");
    expect(
      endOf({
        goal: "size",
        "size-data": "yes",
        "size-accuracy": "yes",
        "size-integer-enough": "yes",
        "size-structure": "both",
      }),
    ).toBe("prune+cluster+int8");
  });
});

describe("locate", () => {
  it("asks the root first, with every ending reachable", () => {
    const position = locate(guide, {}, { hasData: false, hasLabels: false });
    expect(position.path).toEqual([]);
    expect(position.at).toMatchObject({ kind: "question", question: { id: "ready-made" } });
    expect(position.reachable).toHaveLength(guide.endings.length);
  });

  it("answers by itself what the evidence settles, and says from what", () => {
    const position = locate(guide, { goal: "latency" }, { ...nothing, hasData: true });
    expect(position.path.map((step) => [step.question.id, step.choice.id, step.from])).toEqual([
      ["ready-made", "no", "you opened pose.tflite"],
      ["goal", "latency", null],
      ["latency-data", "yes", "you added data"],
    ]);
    expect(position.at).toMatchObject({ kind: "question", question: { id: "latency-accuracy" } });
  });

  it("lets a person overrule the evidence", () => {
    const data = { ...nothing, hasData: true, hasLabels: true };
    expect(endOf({ goal: "latency", "latency-data": "no" }, data)).toBe("asks latency-dynamic");
  });

  it("starts where the guide starts: with a model that is there already", () => {
    expect(endOf({ "ready-made": "yes" })).toBe("ready-made-list");
  });

  it("answers by a person's limit once the figure is measured, and says both", () => {
    const answers = { goal: "latency", "latency-data": "yes", "max-loss": "1", "max-latency": "2" };
    const figures = (loss: number, latency: number) => ({
      ...nothing,
      limits: limitsOf(answers),
      measured: { int8: { loss: { value: loss, of: "top-1" }, gzip: null, latency } },
    });
    expect(endOf(answers, { ...nothing, limits: limitsOf(answers) })).toBe("asks latency-accuracy");
    expect(endOf(answers, figures(0.004, 1.5))).toBe("int8");
    expect(endOf(answers, figures(0.02, 1.5))).toBe("asks latency-labels");
    expect(endOf(answers, figures(0.004, 3))).toBe("asks latency-accelerator");
    const { path } = locate(guide, answers, figures(0.0042, 3));
    expect(path.at(-1)?.from).toBe("it takes 3 ms, you allow 2 ms");
    expect(path.at(-2)?.from).toBe("it loses 0.42 points of top-1, you allow 1 point");
    expect(limitsOf({ "max-loss": "abc", "max-gzip": "-1" })).toEqual({});
  });

  it("never sends 16-bit activations to the Edge TPU", () => {
    const answers = { "accelerator-data": "yes", "accelerator-accuracy": "no", "accelerator-labels": "no" };
    expect(endOf(answers, { ...nothing, target: "edge-tpu" })).toBe("qat");
    expect(endOf(answers, { ...nothing, target: "ethos-u" })).toBe("asks accelerator-sixteen");
  });

  it("ignores an answer that is not among the choices", () => {
    expect(endOf({ goal: "magic" })).toBe("asks goal");
  });
});
