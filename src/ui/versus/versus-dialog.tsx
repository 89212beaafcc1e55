import { Tabs } from "radix-ui";
import { useState } from "react";
import { original, type VariantId } from "../../engine/facts/variant.ts";
import { type Row, selectRows, worstOutput } from "../../state/derived/rows.ts";
import { Dialog } from "../look/dialog.tsx";
import { useColour } from "../look/use-colour.ts";
import { useStudioState } from "../studio.tsx";
import { askStructure } from "./ask-structure.ts";
import { askErrors, ErrorsView } from "./errors-view.tsx";
import { GraphView } from "./graph-view.tsx";
import { LayersView } from "./layers-view.tsx";
import { OutputsView } from "./outputs-view.tsx";
import { Answered, useAnswer } from "./use-answer.tsx";
import "./versus.css";

/** Two files side by side: their outputs on the same samples, their graphs, what each layer takes, and where it errs. */
export default function VersusDialog({ onClose }: { readonly onClose: () => void }) {
  const rows = useStudioState(selectRows).filter((row) => row.facts !== null);
  const selected = useStudioState((state) => state.selected);
  const others = rows.filter(({ id }) => id !== original);
  const [a, setA] = useState<VariantId>(original);
  const [b, setB] = useState<VariantId>(
    (others.find(({ id }) => id === selected) ?? others.find(differs) ?? others[0])?.id ?? original,
  );
  const [tab, setTab] = useState("outputs");
  const names =
    a === b
      ? { a: `${labelOf(rows, a)} (first)`, b: `${labelOf(rows, b)} (second)` }
      : { a: labelOf(rows, a), b: labelOf(rows, b) };
  return (
    <Dialog title="Compare two" wide onClose={onClose}>
      <div className="dialog-body">
        {others.length === 0 ? (
          <p>Nothing is made yet. Run a technique first, then compare it here.</p>
        ) : (
          <>
            <div className="versus-picks">
              <Pick label="First" value={a} rows={rows} onChange={setA} />
              <Pick label="Second" value={b} rows={rows} onChange={setB} />
            </div>
            <Tabs.Root value={tab} onValueChange={setTab}>
              <Tabs.List className="segmented" aria-label="What to compare">
                <Tabs.Trigger value="outputs">Outputs</Tabs.Trigger>
                <Tabs.Trigger value="graph">Graph</Tabs.Trigger>
                <Tabs.Trigger value="layers">Layers</Tabs.Trigger>
                <Tabs.Trigger value="errors">Errors by layer</Tabs.Trigger>
              </Tabs.List>
              <Tabs.Content value="outputs" className="versus-tab">
                <Outputs a={a} b={b} names={names} />
              </Tabs.Content>
              <Tabs.Content value="graph" className="versus-tab">
                <Structure a={a} b={b} names={names} show="graph" />
              </Tabs.Content>
              <Tabs.Content value="layers" className="versus-tab">
                <Structure a={a} b={b} names={names} show="layers" />
              </Tabs.Content>
              <Tabs.Content value="errors" className="versus-tab">
                <Errors a={a} b={b} names={names} />
              </Tabs.Content>
            </Tabs.Root>
          </>
        )}
      </div>
    </Dialog>
  );
}

type Rows = ReturnType<typeof selectRows>;

/** Whether there is anything to see beside the original. */
const differs = ({ fidelity }: Row): boolean =>
  fidelity.kind === "value" && Number.isFinite(worstOutput(fidelity.value).sqnr);

const labelOf = (rows: Rows, id: VariantId): string => rows.find((row) => row.id === id)?.label ?? id;

interface PickProps {
  readonly label: string;
  readonly value: VariantId;
  readonly rows: Rows;
  readonly onChange: (id: VariantId) => void;
}

const Pick = ({ label, value, rows, onChange }: PickProps) => (
  <label className="versus-pick">
    <span className="dim small">{label}</span>
    <select className="field" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {rows.map((row) => (
        <option key={row.id} value={row.id}>
          {row.label}
        </option>
      ))}
    </select>
  </label>
);

interface PairProps {
  readonly a: VariantId;
  readonly b: VariantId;
  readonly names: { readonly a: string; readonly b: string };
}

function Outputs({ a, b, names }: PairProps) {
  const answer = useAnswer((api, control) => api.outputs(a, b, control), `${a} ${b}`);
  return (
    <Answered answer={answer} waiting="Running both on the same samples…">
      {(facts) => <OutputsView facts={facts} names={names} />}
    </Answered>
  );
}

function Errors({ a, b, names }: PairProps) {
  const answer = useAnswer((api, control) => askErrors(api, a, b, control), `errors ${a} ${b}`);
  return (
    <Answered answer={answer} waiting="Running both, layer by layer…">
      {(errors) => <ErrorsView errors={errors} names={names} />}
    </Answered>
  );
}

function Structure({ a, b, names, show }: PairProps & { readonly show: "graph" | "layers" }) {
  const colours = { a: useColour(a), b: useColour(b) };
  const answer = useAnswer((api) => askStructure(api, a, b), `${a} ${b}`);
  return (
    <Answered answer={answer} waiting="Laying the graphs side by side…">
      {(facts) =>
        show === "graph" ? (
          <GraphView key={`${a} ${b}`} facts={facts} names={names} />
        ) : (
          <div className="versus-sides">
            <LayersView key={a} name={names.a} layers={facts.layersA} colour={colours.a} />
            <LayersView key={b} name={names.b} layers={facts.layersB} colour={colours.b} />
          </div>
        )
      }
    </Answered>
  );
}
