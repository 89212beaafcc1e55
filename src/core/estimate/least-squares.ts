/**
 * Coefficients c ≥ 0 that make the relative errors Σ ((rows·c − y) / y)² smallest, by coordinate descent on the
 * normal equations, which reaches the one minimum of this convex problem. y must be positive.
 */
export function relativeNonNegative(rows: readonly (readonly number[])[], y: readonly number[]): number[] {
  const columns = rows[0]?.length ?? 0;
  const scaled = rows.map((row, i) => row.map((v) => v / y[i]!));
  // Columns of one length each, so that coordinates of very different units converge alike.
  const lengths = Array.from(
    { length: columns },
    (_, j) => Math.sqrt(scaled.reduce((n, row) => n + row[j]! ** 2, 0)) || 1,
  );
  const a = scaled.map((row) => row.map((v, j) => v / lengths[j]!));
  const product = (j: number, k: number): number => a.reduce((n, row) => n + row[j]! * row[k]!, 0);
  const gram = lengths.map((_, j) => lengths.map((_, k) => product(j, k)));
  const target = lengths.map((_, j) => a.reduce((n, row) => n + row[j]!, 0));
  const c = new Array<number>(columns).fill(0);
  for (let round = 0; round < 3000; round++) {
    let largest = 0;
    for (let j = 0; j < columns; j++) {
      const gradient = gram[j]!.reduce((n, g, k) => n + g * c[k]!, 0) - target[j]!;
      const next = Math.max(0, c[j]! - gradient);
      largest = Math.max(largest, Math.abs(next - c[j]!));
      c[j] = next;
    }
    if (largest < 1e-8) break;
  }
  return c.map((v, j) => v / lengths[j]!);
}
