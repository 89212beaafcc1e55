export interface TradeOffPoint {
  readonly id: string;
  /** Smaller is better: bytes or milliseconds. */
  readonly cost: number;
  /** Larger is better: accuracy, or decibels of fidelity. */
  readonly worth: number;
}

/** The points that no other one beats in both respects, cheapest first. */
export function frontier<P extends TradeOffPoint>(points: readonly P[]): P[] {
  const sorted = [...points].sort((a, b) => a.cost - b.cost || b.worth - a.worth);
  let best = Number.NEGATIVE_INFINITY;
  return sorted.filter((point) => {
    if (point.worth <= best) return false;
    best = point.worth;
    return true;
  });
}
