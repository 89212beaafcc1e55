import { expect, it } from "vitest";
import type { Judgement, OpJudgement } from "../../core/targets/index.ts";
import { coloursOf } from "./target-level.ts";

const op = (index: number, place: OpJudgement["place"], more: Partial<OpJudgement> = {}): OpJudgement => ({
  subgraph: 0,
  op: index,
  opName: "CONV_2D",
  tensor: "",
  place,
  border: false,
  unpacks: false,
  reason: place === "target" ? null : "CONV_2D works on float32.",
  mend: null,
  warning: null,
  ...more,
});

it("tells what runs, what falls back, where it is cut and what runs nowhere", () => {
  const cut = op(2, "fallback", { mend: "Quantize it." });
  const judgement: Judgement = {
    target: "edge-tpu",
    ops: [
      op(0, "fallback", { border: true }),
      op(1, "target"),
      cut,
      op(3, "fallback"),
      op(0, "target", { subgraph: 1 }),
    ],
    mapped: 1,
    total: 3,
    macShare: null,
    pieces: 1,
    firstCut: cut,
    loads: true,
    verdict: "",
    warnings: [],
  };
  const colours = coloursOf(judgement, 0);
  expect([...colours.values()].map(({ text }) => text)).toEqual([
    "at the border",
    "runs there",
    "cut here",
    "falls back",
  ]);
  expect(colours.get(2)?.title).toBe("CONV_2D works on float32. Quantize it.");
  const stuck = coloursOf({ ...judgement, ops: [op(0, "nowhere")], loads: false }, 0);
  expect(stuck.get(0)).toMatchObject({ level: "suspect", text: "runs nowhere" });
});
