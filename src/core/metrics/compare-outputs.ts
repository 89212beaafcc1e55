/** Sums over two arrays from which cosine, SQNR and the like follow; one pass, added up over samples. */
export interface ErrorSums {
  readonly count: number;
  readonly dot: number;
  readonly referenceSquares: number;
  readonly candidateSquares: number;
  readonly errorSquares: number;
  readonly absoluteError: number;
  readonly largestError: number;
}

/** Compares `length` values from `at` on in both arrays. A NaN in either makes the error infinite. */
export function errorSums(
  reference: ArrayLike<number>,
  candidate: ArrayLike<number>,
  at = 0,
  length = reference.length,
): ErrorSums {
  let dot = 0;
  let rr = 0;
  let cc = 0;
  let ee = 0;
  let absolute = 0;
  let largest = 0;
  for (let i = at; i < at + length; i++) {
    const r = reference[i]!;
    const c = candidate[i]!;
    const e = Number.isNaN(c - r) ? Number.POSITIVE_INFINITY : Math.abs(c - r);
    dot += r * c;
    rr += r * r;
    cc += c * c;
    ee += e * e;
    absolute += e;
    if (e > largest) largest = e;
  }
  return {
    count: length,
    dot,
    referenceSquares: rr,
    candidateSquares: cc,
    errorSquares: ee,
    absoluteError: absolute,
    largestError: largest,
  };
}

/** Cosine of the angle between two vectors; 1 where both are zero, 0 where one is. */
export function cosineOf(sums: ErrorSums): number {
  if (sums.referenceSquares === 0 && sums.candidateSquares === 0) return 1;
  const norm = Math.sqrt(sums.referenceSquares) * Math.sqrt(sums.candidateSquares);
  return norm > 0 && Number.isFinite(sums.dot) ? Math.min(1, sums.dot / norm) : 0;
}

/** Signal to quantization noise ratio in dB: 10 log10(Σ reference² / Σ error²). */
export function sqnrOf(signalSquares: number, errorSquares: number): number {
  if (errorSquares === 0) return Number.POSITIVE_INFINITY;
  return 10 * Math.log10(signalSquares / errorSquares);
}

/** Index of the largest of `length` values from `at` on, the first where several are equal. */
export function argmax(values: ArrayLike<number>, at = 0, length = values.length): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[at + i]! > values[at + best]!) best = i;
  return best;
}

/** Whether `index` is among the k largest of `length` values from `at` on; ties go to the lower index. */
export function inTopK(
  values: ArrayLike<number>,
  index: number,
  k: number,
  at: number,
  length: number,
): boolean {
  const mine = values[at + index]!;
  let above = 0;
  for (let i = 0; i < length; i++) {
    const v = values[at + i]!;
    if (v > mine || (v === mine && i < index)) above++;
  }
  return above < k;
}

/**
 * Kullback–Leibler divergence KL(reference ‖ candidate) in nats of two rows of scores. Rows that are no
 * distributions (an entry below 0, or a sum away from 1) go through softmax first.
 */
export function klDivergence(
  reference: ArrayLike<number>,
  candidate: ArrayLike<number>,
  at: number,
  length: number,
): number {
  const p = distribution(reference, at, length);
  const q = distribution(candidate, at, length);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    if (p[i]! > 0) sum += p[i]! * Math.log(p[i]! / Math.max(q[i]!, 1e-9));
  }
  return Math.max(0, sum);
}

function distribution(values: ArrayLike<number>, at: number, length: number): Float64Array {
  const row = new Float64Array(length);
  let sum = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    const v = values[at + i]!;
    row[i] = v;
    sum += v;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (low >= 0 && Math.abs(sum - 1) < 0.02) return row.map((v) => v / sum);
  sum = 0;
  for (let i = 0; i < length; i++) sum += row[i] = Math.exp(row[i]! - high);
  return row.map((v) => v / sum);
}
