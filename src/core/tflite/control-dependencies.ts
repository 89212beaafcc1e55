// The metadata entry `model_control_dependencies`: pairs of ops of each subgraph that must run in their order, by op
// index, as zigzag varints behind a version number of 1. Whoever moves ops must renumber it.
// https://github.com/google-ai-edge/LiteRT/blob/main/tflite/converter/experimental/remat/metadata_util.h
import { addBuffer, type Model } from "./model.ts";

const metadataName = "model_control_dependencies";

type Edge = readonly [number, number];

/**
 * Renumbers the entry of this (copied) model; `newIndex[graph][op]` is −1 for ops that are gone, whose pairs go with
 * them. An entry that cannot be read is taken out: with wrong numbers it would order the wrong ops.
 */
export function renumberControlDependencies(model: Model, newIndex: readonly Int32Array[]): void {
  const entry = model.metadata?.find(({ name }) => name === metadataName);
  if (entry === undefined) return;
  const edges = parseEdges(model.buffers[entry.buffer]?.data ?? new Uint8Array(0));
  if (edges === null || edges.length !== newIndex.length) {
    model.metadata = model.metadata!.filter((other) => other !== entry);
    return;
  }
  const renumbered = edges.map((pairs, g) =>
    pairs
      .map(([from, to]): Edge => [newIndex[g]![from] ?? -1, newIndex[g]![to] ?? -1])
      .filter(([from, to]) => from >= 0 && to >= 0),
  );
  entry.buffer = addBuffer(model, encodeEdges(renumbered));
}

/** Pairs of each subgraph, or null where the bytes are no such entry. */
export function parseEdges(bytes: Uint8Array): Edge[][] | null {
  let at = 0;
  const natural = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || factor > 2 ** 28) throw new RangeError("cut off");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const whole = (): number => {
    const value = natural();
    return value % 2 === 1 ? -(value - 1) / 2 - 1 : value / 2;
  };
  const list = <T>(read: () => T): T[] => {
    const length = natural();
    if (length > bytes.length) throw new RangeError("cut off");
    return Array.from({ length }, read);
  };
  try {
    if (natural() !== 1) return null;
    const edges = list(() => list((): Edge => [whole(), whole()]));
    return at === bytes.length ? edges : null;
  } catch {
    return null;
  }
}

/** The bytes of an entry. */
export function encodeEdges(edges: readonly (readonly Edge[])[]): Uint8Array {
  const bytes: number[] = [];
  const natural = (value: number): void => {
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
    bytes.push(value);
  };
  const whole = (value: number): void => natural(value < 0 ? -(value + 1) * 2 + 1 : value * 2);
  natural(1);
  natural(edges.length);
  for (const pairs of edges) {
    natural(pairs.length);
    for (const pair of pairs) pair.forEach(whole);
  }
  return Uint8Array.from(bytes);
}
