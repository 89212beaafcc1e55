// Where a target leaves each op, in the same signs and colours as errors.
import type { Judgement, OpJudgement } from "../../core/targets/index.ts";
import type { Level } from "./error-level.ts";

export interface OpColour {
  readonly level: Level;
  /** In the node, a few words. */
  readonly text: string;
  /** The whole reason, on hover. */
  readonly title: string;
}

/** Of the ops of one subgraph, by index. */
export function coloursOf(
  { ops, firstCut, loads }: Judgement,
  subgraph: number,
): ReadonlyMap<number, OpColour> {
  const colour = (op: OpJudgement): OpColour => {
    const title = [op.reason, op.mend].filter(Boolean).join(" ") || "Runs on the target.";
    if (op.place === "target") return { level: "good", text: "runs there", title };
    if (op.border || (op.unpacks && op.place === "fallback"))
      return { level: "unknown", text: op.border ? "at the border" : "unpacks", title };
    if (op.place === "nowhere") return { level: "suspect", text: "runs nowhere", title };
    if (loads && op.op === firstCut?.op && op.subgraph === firstCut.subgraph)
      return { level: "suspect", text: "cut here", title };
    return { level: "fair", text: "falls back", title };
  };
  return new Map(ops.filter((op) => op.subgraph === subgraph).map((op) => [op.op, colour(op)]));
}
