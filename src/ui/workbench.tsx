import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { CombineButton } from "./combine/combine-dialog.tsx";
import { CompareTable } from "./compare/table.tsx";
import { DataPanel } from "./data/data-panel.tsx";
import { Inspector } from "./inspect/inspector.tsx";
import { useWhenIdle } from "./look/idle.ts";
import { Part } from "./look/part.tsx";
import { useMatches } from "./look/use-matches.ts";
import { CloserLook, DecisionTree, TradeOffs, UnfinishedRuns } from "./parts/panels.ts";
import { ImportRecipe } from "./rules/import-recipe.tsx";
import { ModelHead } from "./shell/model-facts.tsx";
import { useStudioState } from "./studio.tsx";
import { Tools } from "./tools/tools.tsx";
import "./workbench.css";

/** From here on details have a column of their own. */
const roomForInspector = "(min-width: 1760px)";

/** Everything about an opened model. */
export default function Workbench() {
  const wide = useMatches(roomForInspector);
  const chosen = useStudioState((state) => state.selected !== null);
  const beside = wide && chosen;
  return (
    <Tooltip.Provider delayDuration={250} skipDelayDuration={400}>
      <div className={beside ? "workbench with-inspector" : "workbench"}>
        <ModelHead />
        <div className="side">
          <Later meanwhile={<div className="panel tree-waits" />}>
            <DecisionTree />
          </Later>
        </div>
        <div className="results">
          <DataPanel />
          <Later>
            <UnfinishedRuns />
          </Later>
          <section className="panel" aria-labelledby="compare-title">
            <div className="panel-head">
              <h2 id="compare-title">Compare techniques</h2>
              <Tools />
            </div>
            <CompareTable inline={!wide} />
            <div className="more-rows">
              <CombineButton />
              <ImportRecipe className="quiet" main />
            </div>
          </section>
          <Later>
            <TradeOffs />
          </Later>
          <Later>
            <CloserLook />
          </Later>
        </div>
        {beside && (
          <aside className="side panel" aria-label="Inspector">
            <Inspector />
          </aside>
        )}
      </div>
    </Tooltip.Provider>
  );
}

/** A part that appears in a task of its own, so that none of them holds the page up. */
function Later({ children, meanwhile }: { readonly children: ReactNode; readonly meanwhile?: ReactNode }) {
  return <Part fallback={meanwhile}>{useWhenIdle(true) ? children : meanwhile}</Part>;
}
