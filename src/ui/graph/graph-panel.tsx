import { useMemo, useState } from "react";
import type { RecipeRule } from "../../core/recipe/recipe.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { TensorError } from "../../engine/facts/precision.ts";
import { original, type VariantId } from "../../engine/facts/variant.ts";
import { Choice } from "../look/choice.tsx";
import { AssignBar } from "../rules/assign-bar.tsx";
import { Canvas } from "./canvas.tsx";
import {
  legendOf,
  levelOf,
  levelSigns,
  type Measure,
  measureHelp,
  measureNames,
  measures,
} from "./error-level.ts";
import { ErrorTable, matches } from "./error-table.tsx";
import { OpInspector } from "./op-inspector.tsx";
import { SubgraphChoice } from "./subgraph-choice.tsx";
import { TargetLegend, useTargetColours } from "./target-legend.tsx";
import { useDrawing, useGraphs } from "./use-graph.ts";
import "./graph.css";

export interface GraphPanelProps {
  readonly api: StudioApi;
  readonly id: VariantId;
  readonly label: string;
  /** Changes whenever the variant was made anew, or the data changed. */
  readonly version: string;
  readonly newFlag: () => Int32Array;
  /** Index in the primary subgraph of what is shown. */
  readonly selectedOp: number | null;
  readonly onSelectOp: (op: number | null) => void;
  /** Takes a rule that was made here; null where the variant takes none. */
  readonly onRule: ((rule: RecipeRule) => void) | null;
}

/** The model as a graph, coloured by how far each op of a variant is from the original's, or as a table. */
export default function GraphPanel(props: GraphPanelProps) {
  const { api, id, label, selectedOp, onSelectOp, onRule, version } = props;
  const [marked, mark, unmark] = useMarked(`${id} ${version}`);
  const { graphs, source, errors } = useGraphs(props);
  const [view, setView] = useState<"graph" | "table">("graph");
  const [colour, setColour] = useState<Measure | "target">("sqnr");
  const [query, setQuery] = useState("");
  const [subgraph, setSubgraph] = useState(0);
  const graph = graphs.state === "done" ? (graphs.value[subgraph] ?? graphs.value[0] ?? null) : null;
  const drawn = useDrawing(view === "graph" ? graph : null);
  const known = errors.state === "done" && errors.value.size > 0 && subgraph === 0 ? errors.value : null;
  const measure = colour === "target" ? "sqnr" : colour;
  const target = useTargetColours(id, subgraph, id === original || colour === "target");
  const found = useMemo(() => {
    if (graph === null || query.trim() === "") return [];
    return graph.ops
      .filter((op) => matches(op, graph.tensors[op.outputs[0] ?? -1]?.name ?? "", query.trim()))
      .map(({ index }) => index);
  }, [graph, query]);
  const foundSet = useMemo(() => new Set(found), [found]);
  const op = graph?.ops[selectedOp ?? -1] ?? null;
  const next = (): void => {
    const place = found.findIndex((index) => index > (selectedOp ?? -1));
    onSelectOp(found[Math.max(0, place)] ?? null);
  };
  if (graphs.state === "failed") return <p className="graph-note">{graphs.message}</p>;
  return (
    <div className="graph-panel">
      <div className="graph-tools">
        <search>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              next();
            }}
          >
            <input
              type="search"
              className="field"
              aria-label="Find an op"
              placeholder="Find an op: name, tensor or #number"
              value={query}
              onChange={(event) => setQuery(event.currentTarget.value)}
            />
            <span className="small dim" role="status">
              {query.trim() === ""
                ? ""
                : `${found.length} found${found.length > 1 ? ", Enter for the next" : ""}`}
            </span>
          </form>
        </search>
        {graphs.state === "done" && (
          <SubgraphChoice
            names={graphs.value.map(({ name }) => name)}
            value={subgraph}
            onChange={(chosen) => {
              setSubgraph(chosen);
              onSelectOp(null);
            }}
          />
        )}
        {known && (
          <Choice<Measure | "target">
            name="Colour by"
            value={target.colours ? "target" : measure}
            options={[
              ...measures.map((m): [Measure, string, string] => [m, measureNames[m], measureHelp[m]]),
              ...(target.name === null
                ? []
                : [["target", target.name, "Where the target leaves each op"] as ["target", string, string]]),
            ]}
            onChange={setColour}
          />
        )}
        <Choice
          name="Show as"
          value={view}
          options={[
            ["graph", "Graph", "The model as it flows"],
            ["table", "Table", "The same ops in a list that can be sorted"],
          ]}
          onChange={setView}
        />
      </div>
      <p className="graph-legend small" role="status">
        {target.colours ? (
          <TargetLegend colours={target.colours} name={target.name ?? ""} />
        ) : known ? (
          <Legend measure={measure} worst={suspects(known, measure)} />
        ) : id === original ? (
          <span className="dim">Choose a variant to see how far each op strays from the original.</span>
        ) : errors.state === "failed" ? (
          <span>{errors.message}</span>
        ) : (
          <span className="dim">
            Comparing tensors
            {errors.state === "loading" && errors.progress
              ? ` ${errors.progress.done}/${errors.progress.total}`
              : ""}
            …
          </span>
        )}
      </p>
      <div className="graph-body" data-inspecting={op !== null || undefined}>
        {view === "table" && graph ? (
          <ErrorTable
            graph={graph}
            errors={known}
            query={query.trim()}
            selected={selectedOp}
            onSelect={onSelectOp}
            marked={marked}
            onMark={mark}
          />
        ) : drawn ? (
          <Canvas
            key={subgraph}
            {...drawn}
            errors={known}
            measure={measure}
            colours={target.colours}
            found={foundSet}
            selected={selectedOp}
            onSelect={onSelectOp}
            marked={marked}
            onMark={mark}
          />
        ) : (
          <div className="graph-canvas graph-wait" role="status">
            {graph ? `Laying out ${graph.ops.length} ops…` : "Reading the graph…"}
          </div>
        )}
        {op && graph && (
          <OpInspector
            api={api}
            id={id}
            label={label}
            subgraph={subgraph}
            graph={graph}
            source={source.state === "done" ? (source.value[subgraph] ?? null) : null}
            op={op}
            error={known?.get(graph.tensors[op.outputs[0] ?? -1]?.name ?? "")}
          />
        )}
      </div>
      {onRule && graph && subgraph === 0 && source.state === "done" && source.value[0] && (
        <AssignBar
          graph={graph}
          source={source.value[0]}
          selected={op}
          marked={marked}
          found={found}
          onMark={mark}
          onUnmark={unmark}
          onAdd={onRule}
        />
      )}
    </div>
  );
}

/** Ops marked for a rule; those of another graph are forgotten. */
function useMarked(key: string): [ReadonlySet<number>, (op: number) => void, () => void] {
  const [held, setHeld] = useState<{ readonly key: string; readonly ops: ReadonlySet<number> }>(none);
  const marked = held.key === key ? held.ops : none.ops;
  const mark = (op: number): void => {
    const ops = new Set(marked);
    if (!ops.delete(op)) ops.add(op);
    setHeld({ key, ops });
  };
  return [marked, mark, () => setHeld(none)];
}

const none = { key: "", ops: new Set<number>() };

const suspects = (errors: ReadonlyMap<string, TensorError>, measure: Measure): number =>
  [...errors.values()].filter((error) => levelOf(error, measure) === "suspect").length;

function Legend({ measure, worst }: { readonly measure: Measure; readonly worst: number }) {
  const legend = legendOf(measure);
  return (
    <>
      <span className="dim">{measureHelp[measure]}</span>
      <span className="legend-keys">
        {(["good", "fair", "suspect"] as const).map((level) => (
          <span key={level} className="legend-key" data-level={level}>
            <span aria-hidden="true">{levelSigns[level]}</span> {legend[level]}
          </span>
        ))}
        <strong>{worst === 0 ? "none suspect" : `${worst} suspect`}</strong>
      </span>
    </>
  );
}
