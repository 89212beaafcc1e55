// Everything about an op and its counterpart, fact beside fact.
import type { OpView, SubgraphView, TensorView } from "../../core/graph/view.ts";
import { constantsOf } from "../graph/drawing.ts";
import { quantizationText } from "../graph/quantization-text.ts";
import { bytes } from "../look/format.ts";
import { type PairRow, rankOf } from "./pair-rows.ts";

export interface OpFact {
  /** `weights`, `output`, `options`, … */
  readonly part: string;
  readonly name: string;
  /** Null where the op or the tensor is not there. */
  readonly a: string | null;
  readonly b: string | null;
  readonly differs: boolean;
}

type Facts = ReadonlyMap<string, string>;

/** The most telling parts first; `a` and `b` are the subgraphs that hold the row's ops. */
export function opFacts(row: PairRow, a: SubgraphView | null, b: SubgraphView | null): OpFact[] {
  const [left, right] = [partsOf(row, row.a?.op, a), partsOf(row, row.b?.op, b)];
  const facts: OpFact[] = [];
  for (const part of new Set([...left.keys(), ...right.keys()])) {
    const [x, y] = [left.get(part), right.get(part)];
    for (const name of new Set([...(x?.keys() ?? []), ...(y?.keys() ?? [])])) {
      const [before, after] = [x?.get(name) ?? null, y?.get(name) ?? null];
      facts.push({ part, name, a: before, b: after, differs: before !== after });
    }
    if (row.aligned.changes.some((change) => change.part === part && change.text === "values"))
      facts.push({ part, name: "values", a: "its own", b: "others", differs: true });
  }
  return facts.sort((x, y) => rankOf(x.part) - rankOf(y.part));
}

function partsOf(row: PairRow, op: OpView | undefined, graph: SubgraphView | null): Map<string, Facts> {
  const parts = new Map<string, Facts>();
  if (op === undefined || graph === null) return parts;
  const constants = constantsOf(graph);
  op.inputs.forEach((t, slot) => {
    const tensor = constants.get(t) ?? graph.tensors[t];
    if (tensor !== undefined) parts.set(row.aligned.slots[slot] ?? `input ${slot}`, tensorFacts(tensor));
  });
  op.outputs.forEach((t, i) => {
    const tensor = graph.tensors[t];
    if (tensor !== undefined) parts.set(i === 0 ? "output" : `output ${i}`, tensorFacts(tensor));
  });
  parts.set("options", new Map(op.options.map(({ name, value }) => [name, value])));
  parts.set("op", new Map([["version", `${op.version}`]]));
  return parts;
}

function tensorFacts({ type, shape, quantization, constant, bytes: size, sparse }: TensorView): Facts {
  const facts = new Map([
    ["type", type],
    ["shape", shape.length === 0 ? "scalar" : shape.map((n) => (n < 0 ? "?" : n)).join("×")],
    ["quantization", quantization ? quantizationText(quantization, 7) : "none"],
  ]);
  if (constant) facts.set("bytes", `${bytes(size)}${sparse ? ", sparse" : ""}`);
  return facts;
}
