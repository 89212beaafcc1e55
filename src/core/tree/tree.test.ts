import { describe, expect, it } from "vitest";
import { locate, reachableEndings } from "./evaluate.ts";
import { guide } from "./guide.ts";

const nothing = { hasData: false, hasLabels: false };
const endOf = (answers: Record<string, string>, evidence = nothing) => {
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
    expect(depth(guide.root, [])).toBeLessThanOrEqual(5);
  });

  it("advises what the published guide advises", () => {
    expect(endOf({ goal: "accelerator", "which-accelerator": "gpu" })).toBe("float16");
    expect(endOf({ goal: "latency", "latency-data": "no", "latency-dynamic": "yes" })).toBe("dynamic-int8");
    expect(endOf({ goal: "latency", "latency-data": "yes", "latency-accuracy": "yes" })).toBe("int8");
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
    const position = locate(guide, {}, nothing);
    expect(position.path).toEqual([]);
    expect(position.at).toMatchObject({ kind: "question", question: { id: "goal" } });
    expect(position.reachable).toHaveLength(guide.endings.length);
  });

  it("answers by itself what the evidence settles, and says from what", () => {
    const position = locate(guide, { goal: "latency" }, { hasData: true, hasLabels: false });
    expect(position.path.map((step) => [step.question.id, step.choice.id, step.from])).toEqual([
      ["goal", "latency", null],
      ["latency-data", "yes", "you added data"],
    ]);
    expect(position.at).toMatchObject({ kind: "question", question: { id: "latency-accuracy" } });
  });

  it("lets a person overrule the evidence", () => {
    const data = { hasData: true, hasLabels: true };
    expect(endOf({ goal: "latency", "latency-data": "no" }, data)).toBe("asks latency-dynamic");
  });

  it("ignores an answer that is not among the choices", () => {
    expect(endOf({ goal: "magic" })).toBe("asks goal");
  });
});
