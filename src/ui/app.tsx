import { Tooltip } from "radix-ui";
import { useEffect, useState } from "react";
import { CombineButton } from "./combine/combine-dialog.tsx";
import { CompareTable } from "./compare/table.tsx";
import { DataPanel } from "./data/data-panel.tsx";
import { Inspector } from "./inspect/inspector.tsx";
import { DropVeil } from "./open/drop-veil.tsx";
import { Welcome } from "./open/welcome.tsx";
import { Header } from "./shell/header.tsx";
import { ModelHead } from "./shell/model-facts.tsx";
import { Notices } from "./shell/notices.tsx";
import { useStudioState } from "./studio.tsx";
import { TradeOffs } from "./tradeoffs/trade-offs.tsx";
import { DecisionTree } from "./tree/decision-tree.tsx";

/** From here on details have a column of their own. */
const roomForInspector = "(min-width: 1760px)";

export function App() {
  const hasModel = useStudioState((state) => state.model !== null);
  return (
    <Tooltip.Provider delayDuration={250} skipDelayDuration={400}>
      <Header />
      <Notices />
      <main>{hasModel ? <Workbench /> : <Welcome />}</main>
      <DropVeil />
    </Tooltip.Provider>
  );
}

function Workbench() {
  const wide = useMatches(roomForInspector);
  const chosen = useStudioState((state) => state.selected !== null);
  const beside = wide && chosen;
  return (
    <div className={beside ? "workbench with-inspector" : "workbench"}>
      <ModelHead />
      <div className="side">
        <DecisionTree />
      </div>
      <div className="results">
        <DataPanel />
        <section className="panel" aria-labelledby="compare-title">
          <div className="panel-head">
            <h2 id="compare-title">Compare techniques</h2>
            <CombineButton />
          </div>
          <CompareTable inline={!wide} />
        </section>
        <TradeOffs />
      </div>
      {beside && (
        <aside className="side panel" aria-label="Inspector">
          <Inspector />
        </aside>
      )}
    </div>
  );
}

function useMatches(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setMatches(list.matches);
    list.addEventListener("change", update);
    return () => list.removeEventListener("change", update);
  }, [query]);
  return matches;
}
