import type { ReactNode } from "react";
import type { ModelFacts } from "../../core/graph/facts.ts";
import { thousands } from "../../core/thousands.ts";
import { bytes, count, exactBytes, port } from "../look/format.ts";
import { useStudioState } from "../studio.tsx";

/** The model itself, before anything is done to it. */
export function ModelHead() {
  const model = useStudioState((state) => state.model);
  if (model === null) return null;
  return (
    <section className="model-head" aria-label="Model">
      <h1>{model.name}</h1>
      <dl className="facts">
        <Fact term="Size" title={exactBytes(model.bytes)}>
          {bytes(model.bytes)}
        </Fact>
        <Fact term="Ops" title={model.ops.map((op) => `${op.count} × ${op.name}`).join("\n")}>
          {model.opCount - model.unpackers}
          {model.unpackers > 0 && <span className="dim"> and {model.unpackers} that unpack weights</span>}
          {model.subgraphs > 1 && <span className="dim"> in {model.subgraphs} graphs</span>}
        </Fact>
        <Fact term="Parameters" title={thousands(model.parameters)}>
          {count(model.parameters)}
        </Fact>
        <Fact term="MACs" title="Multiply-accumulates of one inference">
          {model.macs === null ? "not known" : count(model.macs)}
        </Fact>
        <Fact term="Weights">{weightTypes(model)}</Fact>
        <Fact term={model.inputs.length > 1 ? "Inputs" : "Input"}>{ports(model.inputs)}</Fact>
        <Fact term={model.outputs.length > 1 ? "Outputs" : "Output"}>{ports(model.outputs)}</Fact>
      </dl>
      <Jumps />
    </section>
  );
}

const parts = [
  ["Decision tree", "tree-title"],
  ["Trade-offs", "trade-offs-title"],
  ["Look inside", "closer-title"],
] as const;

/** Where all parts stand in one column, ways to those far below. The address is taken by the answers. */
const Jumps = () => (
  <nav className="jumps" aria-label="Parts of the page">
    {parts.map(([name, id]) => (
      <button
        key={id}
        type="button"
        className="button"
        onClick={() => document.getElementById(id)?.scrollIntoView()}
      >
        {name}
      </button>
    ))}
  </nav>
);

function Fact({ term, title, children }: { term: string; title?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd title={title}>{children}</dd>
    </div>
  );
}

/** Types that hold at least one byte in a hundred. */
function weightTypes({ weightTypes: types }: ModelFacts): string {
  const all = types.reduce((sum, { bytes: n }) => sum + n, 0);
  return types.flatMap(({ type, bytes: n }) => (n >= all / 100 ? [type] : [])).join(", ") || "none";
}

const shownPorts = 3;
const ports = (list: ModelFacts["inputs"]): string => {
  const shown = list.slice(0, shownPorts).map(({ shape, type }) => port(shape, type));
  return [...shown, ...(list.length > shownPorts ? [`and ${list.length - shownPorts} more`] : [])].join(", ");
};
