/** Which weights may go together: any, two of every four neighbours, or whole runs of 4 or 16 neighbours. */
export type PrunePattern = "unstructured" | "2:4" | "block1x4" | "block1x16";

/** Neighbours along a row that a decision covers. */
export const patternWidth = (pattern: PrunePattern): number =>
  pattern === "unstructured" ? 1 : pattern === "block1x16" ? 16 : 4;

/** Why the pattern does not fit rows of this many columns; null where it does. */
export function patternMisfit(pattern: PrunePattern, columns: number): string | null {
  const width = patternWidth(pattern);
  return columns % width === 0 ? null : `its ${columns} inputs don't divide into runs of ${width}`;
}

/**
 * Keeps what matters most: marks of kept weights (1), [rows, columns], from a cost for the loss of each weight.
 * `share` of all weights goes (2:4 ignores it: half of every four goes).
 */
export function maskByCost(
  cost: Float64Array | Float32Array,
  columns: number,
  pattern: PrunePattern,
  share: number,
): Uint8Array {
  const mask = new Uint8Array(cost.length).fill(1);
  if (pattern === "2:4") {
    for (let at = 0; at + 4 <= cost.length; at += 4) dropTwoOfFour(cost, mask, at);
    return mask;
  }
  const width = patternWidth(pattern);
  if (columns % width !== 0) return mask;
  const units = cost.length / width;
  const sums = new Float64Array(units);
  for (let i = 0; i < cost.length; i++) sums[Math.floor(i / width)]! += cost[i]!;
  const gone = Math.round(units * share);
  if (gone <= 0) return mask;
  const threshold = Float64Array.from(sums).sort()[gone - 1]!;
  let equal = gone - sums.reduce((n, s) => n + (s < threshold ? 1 : 0), 0);
  for (let u = 0; u < units; u++) {
    const s = sums[u]!;
    if (s > threshold || (s === threshold && equal-- <= 0)) continue;
    mask.fill(0, u * width, (u + 1) * width);
  }
  return mask;
}

function dropTwoOfFour(cost: Float64Array | Float32Array, mask: Uint8Array, at: number): void {
  for (let twice = 0; twice < 2; twice++) {
    let least = -1;
    for (let i = at; i < at + 4; i++) {
      if (mask[i] === 1 && (least < 0 || cost[i]! < cost[least]!)) least = i;
    }
    mask[least] = 0;
  }
}

/** Magnitude pruning: the smallest weights go. Zhu and Gupta, To prune, or not to prune, 2017. */
export function magnitudeMask(args: {
  readonly weights: Float32Array;
  readonly columns: number;
  readonly pattern: PrunePattern;
  readonly share: number;
}): Uint8Array {
  const squares = Float64Array.from(args.weights, (w) => w * w);
  return maskByCost(squares, args.columns, args.pattern, args.share);
}
