import { useMemo } from "react";
import { targetNames } from "../../core/targets/target.ts";
import { useStudioState } from "../studio.tsx";
import { useVerdict } from "../target/use-verdict.ts";
import { type Level, levelSigns } from "./error-level.ts";
import { coloursOf, type OpColour } from "./target-level.ts";

interface TargetColours {
  /** Of the chosen target; null where none is chosen. */
  readonly name: string | null;
  /** Null unless wanted and known. */
  readonly colours: ReadonlyMap<number, OpColour> | null;
}

/** What the chosen target makes of each op of a file. */
export function useTargetColours(id: string, subgraph: number, wanted: boolean): TargetColours {
  const target = useStudioState((state) => state.target);
  // A target must be named to ask; without one the answer is not used.
  const { facts } = useVerdict(target === null ? "" : id, target ?? "android-cpu");
  const judgement = facts?.state === "done" ? facts.value.judgement : null;
  const colours = useMemo(
    () => (judgement === null || !wanted ? null : coloursOf(judgement, subgraph)),
    [judgement, subgraph, wanted],
  );
  return { name: target === null ? null : targetNames[target], colours: target === null ? null : colours };
}

const keys: readonly { readonly level: Level; readonly text: string }[] = [
  { level: "good", text: "run there" },
  { level: "fair", text: "fall back" },
  { level: "suspect", text: "cut, or run nowhere" },
];

export function TargetLegend({
  colours,
  name,
}: {
  readonly colours: ReadonlyMap<number, OpColour>;
  readonly name: string;
}) {
  const all = [...colours.values()];
  return (
    <>
      <span className="dim">Where {name} leaves each op; the reason shows on its note.</span>
      <span className="legend-keys">
        {keys.map(({ level, text }) => (
          <span key={level} className="legend-key" data-level={level}>
            <span aria-hidden="true">{levelSigns[level]}</span>{" "}
            {all.filter((colour) => colour.level === level).length} {text}
          </span>
        ))}
      </span>
    </>
  );
}
