import { lazy, useState } from "react";
import type { StructureFacts } from "../../engine/facts/answers.ts";
import { Choice } from "../look/choice.tsx";
import { Part } from "../look/part.tsx";
import { useMatches } from "../look/use-matches.ts";
import type { PairGraphs } from "./ask-structure.ts";
import { OpsView } from "./ops-view.tsx";

// The canvas comes when it is looked at.
const PairView = lazy(() => import("./pair-view.tsx"));

interface Props {
  readonly facts: StructureFacts & PairGraphs;
  readonly names: { readonly a: string; readonly b: string };
}

/** Narrower than this, two drawings have no room beside each other. */
const roomForTwo = "(min-width: 760px)";

/** Both graphs, op by op: drawn, or as a list that holds the same. */
export function GraphView({ facts, names }: Props) {
  const room = useMatches(roomForTwo);
  const [view, setView] = useState<"drawing" | "list">("drawing");
  if (!room) return <OpsView ops={facts.ops} />;
  const choice = (
    <Choice
      name="Show the graphs as"
      value={view}
      options={[
        ["drawing", "Drawing", "Both graphs side by side"],
        ["list", "List", "The same ops in one list"],
      ]}
      onChange={setView}
    />
  );
  if (view === "list")
    return (
      <>
        {choice}
        <OpsView ops={facts.ops} />
      </>
    );
  return (
    <Part fallback={<p className="dim">Loading the drawing…</p>}>
      <PairView ops={facts.ops} a={facts.graphA} b={facts.graphB} names={names}>
        {choice}
      </PairView>
    </Part>
  );
}
