import type { OpView, TensorView } from "../targets/op-view.ts";
import { opViews } from "../targets/op-view.ts";
import type { Model, OperatorIndex, SubgraphIndex } from "../tflite/model.ts";

/** An op of the one model beside its counterpart in the other. */
export interface AlignedOp {
  readonly subgraph: SubgraphIndex;
  /** Index in the first model, null where only the second has it. */
  readonly a: OperatorIndex | null;
  readonly b: OperatorIndex | null;
  readonly opName: string;
  readonly tensor: string;
  readonly status: "same" | "changed" | "removed" | "added";
  /** What differs, each in a few words, e.g. `weights float32 → int8, 16 scales`. */
  readonly changes: readonly string[];
}

/**
 * Lays two models' ops side by side, in the order of execution. Ops are paired by the name of their first output,
 * which conversion and quantization keep, and between such pairs by kind and shape; by kind and shape alone where
 * that pairs more.
 */
export function alignModels(a: Model, b: Model): AlignedOp[] {
  const count = Math.max(a.subgraphs.length, b.subgraphs.length);
  return Array.from({ length: count }, (_, g) => {
    const left = a.subgraphs[g] === undefined ? [] : opViews(a, a.subgraphs[g], g);
    const right = b.subgraphs[g] === undefined ? [] : opViews(b, b.subgraphs[g], g);
    return bestPairs(left, right).map(([x, y]) => row(g, x, y));
  }).flat();
}

type Pair = readonly [OpView | null, OpView | null];

const outputName = (op: OpView): string => op.outputs[0]?.name ?? "";

const unpaired = (pairs: readonly Pair[]): number =>
  pairs.filter(([x, y]) => x === null || y === null).length;

/** Names can mislead where a converter counts them anew; then kinds and shapes alone pair more. */
function bestPairs(left: readonly OpView[], right: readonly OpView[]): Pair[] {
  const named = alignOps(left, right);
  if (unpaired(named) === Math.abs(left.length - right.length)) return named;
  const plain = alignStretch(left, right);
  return unpaired(plain) < unpaired(named) ? plain : named;
}

function alignOps(left: readonly OpView[], right: readonly OpView[]): Pair[] {
  const anchors = increasing(namedPairs(left, right));
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...anchors, [left.length, right.length] as const]) {
    pairs.push(...alignStretch(left.slice(i, x), right.slice(j, y)));
    if (x < left.length) pairs.push([left[x]!, right[y]!]);
    [i, j] = [x + 1, y + 1];
  }
  return pairs;
}

/** Positions of ops of one kind whose first outputs have the same name, where the name is unique. */
function namedPairs(left: readonly OpView[], right: readonly OpView[]): [number, number][] {
  const unique = (ops: readonly OpView[]): Map<string, number> => {
    const found = new Map<string, number>();
    ops.forEach((op, i) => {
      const name = outputName(op);
      found.set(name, found.has(name) ? -1 : i);
    });
    return found;
  };
  const there = unique(right);
  return [...unique(left)].flatMap(([name, x]): [number, number][] => {
    const y = there.get(name);
    if (name === "" || x < 0 || y === undefined || y < 0) return [];
    return left[x]!.name === right[y]!.name ? [[x, y]] : [];
  });
}

/** The longest run of pairs that keeps the order of both (patience sorting, O(n log n)). */
function increasing(pairs: [number, number][]): [number, number][] {
  const sorted = pairs.toSorted((p, q) => p[0] - q[0]);
  const tails: number[] = [];
  const before = new Array<number>(sorted.length).fill(-1);
  sorted.forEach(([, y], i) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[tails[middle]!]![1] < y) low = middle + 1;
      else high = middle;
    }
    before[i] = low === 0 ? -1 : tails[low - 1]!;
    tails[low] = i;
  });
  const run: [number, number][] = [];
  for (let i = tails.at(-1) ?? -1; i >= 0; i = before[i]!) run.push(sorted[i]!);
  return run.reverse();
}

/** Stretches longer than this are laid side by side as they are: the table would be too large. */
const longestTable = 2000;

/** How well two ops go together: not at all, by kind, or by kind and shape. */
function likeness(x: OpView, y: OpView): number {
  if (x.name !== y.name) return 0;
  return x.outputs[0]?.shape.join() === y.outputs[0]?.shape.join() ? 3 : 2;
}

function alignStretch(left: readonly OpView[], right: readonly OpView[]): Pair[] {
  const apart: Pair[] = [...left.map((op): Pair => [op, null]), ...right.map((op): Pair => [null, op])];
  if (left.length === 0 || right.length === 0) return apart;
  if (left.length > longestTable || right.length > longestTable) return apart;
  const width = right.length + 1;
  const best = new Int32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const together = likeness(left[i]!, right[j]!);
      best[i * width + j] = Math.max(
        together === 0 ? 0 : together + best[(i + 1) * width + j + 1]!,
        best[(i + 1) * width + j]!,
        best[i * width + j + 1]!,
      );
    }
  }
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const here = best[i * width + j]!;
    const [x, y] = [left[i] ?? null, right[j] ?? null];
    const together = x === null || y === null ? 0 : likeness(x, y);
    if (together > 0 && here === together + best[(i + 1) * width + j + 1]!) {
      pairs.push([x, y]);
      i++;
      j++;
    } else if (y === null || (x !== null && here === best[(i + 1) * width + j]!)) {
      pairs.push([x, null]);
      i++;
    } else {
      pairs.push([null, y]);
      j++;
    }
  }
  return pairs;
}

function row(subgraph: SubgraphIndex, a: OpView | null, b: OpView | null): AlignedOp {
  const shown = (a ?? b)!;
  const changes = a === null || b === null ? [] : differences(a, b);
  return {
    subgraph,
    a: a?.op ?? null,
    b: b?.op ?? null,
    opName: shown.name,
    tensor: outputName(shown),
    status: a === null ? "added" : b === null ? "removed" : changes.length === 0 ? "same" : "changed",
    changes,
  };
}

const arrow = (before: string, after: string): string => `${before} → ${after}`;

function differences(a: OpView, b: OpView): string[] {
  const changes: string[] = [];
  if (a.version !== b.version) changes.push(`version ${arrow(String(a.version), String(b.version))}`);
  const compare = (
    what: string,
    x: TensorView | null | undefined,
    y: TensorView | null | undefined,
  ): void => {
    if (x == null || y == null) {
      if ((x == null) !== (y == null)) changes.push(`${what} ${x == null ? "added" : "removed"}`);
      return;
    }
    if (x.type !== y.type) changes.push(`${what} ${arrow(typeName(x), typeName(y))}`);
    else if (x.scales !== y.scales || x.scale !== y.scale || x.zeroPoint !== y.zeroPoint) {
      changes.push(`${what} scales ${arrow(scaleName(x), scaleName(y))}`);
    } else if (x.constant && y.constant && !sameBytes(x.bytes, y.bytes)) changes.push(`${what} values`);
    if (x.shape.join() !== y.shape.join()) {
      changes.push(`${what} shape ${arrow(`[${x.shape.join(", ")}]`, `[${y.shape.join(", ")}]`)}`);
    }
  };
  const slots = Math.max(a.inputs.length, b.inputs.length);
  for (let i = 0; i < slots; i++) compare(slotName(a, i), a.inputs[i], b.inputs[i]);
  for (let i = 0; i < Math.max(a.outputs.length, b.outputs.length); i++) {
    compare(i === 0 ? "output" : `output ${i}`, a.outputs[i], b.outputs[i]);
  }
  return changes;
}

function slotName(op: OpView, slot: number): string {
  const input = op.inputs[slot] ?? null;
  if (input !== null && input === op.weights) return "weights";
  if (slot === 2 && input?.fixed === true && op.weights !== null) return "bias";
  return input?.constant === true && input !== op.data
    ? `constant ${slot}`
    : slot === 0
      ? "input"
      : `input ${slot}`;
}

const typeName = (t: TensorView): string =>
  t.scales > 1 ? `${t.type.toLowerCase()} with ${t.scales} scales` : t.type.toLowerCase();

const scaleName = (t: TensorView): string =>
  t.scales === 0
    ? "none"
    : t.scales === 1
      ? `${t.scale.toPrecision(4)}, zero ${t.zeroPoint}`
      : String(t.scales);

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
