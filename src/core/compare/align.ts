import { type OpView, opViews } from "../targets/op-view.ts";
import type { Model, OperatorIndex, SubgraphIndex } from "../tflite/model.ts";
import { differences, type OpChange, type Side, slotName, unpackedFrom } from "./differences.ts";

/** An op of the one model beside its counterpart in the other. */
export interface AlignedOp {
  readonly subgraph: SubgraphIndex;
  /** Index in the first model, null where only the second has it. */
  readonly a: OperatorIndex | null;
  readonly b: OperatorIndex | null;
  readonly opName: string;
  readonly tensor: string;
  readonly status: "same" | "changed" | "removed" | "added";
  readonly changes: readonly OpChange[];
  /** What each input is to the op: `input`, `weights`, `bias`, … */
  readonly slots: readonly string[];
}

/**
 * Lays two models' ops side by side, in the order of execution. Ops are paired by the name of their first output,
 * which conversion and quantization keep, and between such pairs by kind and shape; by kind and shape alone where
 * that pairs more.
 */
export function alignModels(a: Model, b: Model): AlignedOp[] {
  const count = Math.max(a.subgraphs.length, b.subgraphs.length);
  return Array.from({ length: count }, (_, g) => {
    const [left, right] = [sideOf(a, g), sideOf(b, g)];
    return bestPairs(left.ops, right.ops).map(([x, y]) => row(g, [left, x], [right, y]));
  }).flat();
}

function sideOf(model: Model, g: SubgraphIndex): Side & { readonly ops: readonly OpView[] } {
  const graph = model.subgraphs[g];
  const ops = graph === undefined ? [] : opViews(model, graph, g);
  return { model, ops, source: unpackedFrom(ops) };
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

function row(
  subgraph: SubgraphIndex,
  [left, a]: readonly [Side, OpView | null],
  [right, b]: readonly [Side, OpView | null],
): AlignedOp {
  const shown = (a ?? b)!;
  const changes = a === null || b === null ? [] : differences([left, a], [right, b]);
  return {
    subgraph,
    a: a?.op ?? null,
    b: b?.op ?? null,
    opName: shown.name,
    tensor: outputName(shown),
    status: a === null ? "added" : b === null ? "removed" : changes.length === 0 ? "same" : "changed",
    changes,
    slots: shown.inputs.map((_, slot) => slotName(shown, slot)),
  };
}
