// Dense symmetric positive definite systems, float64, row-major [n, n]. Written so that the inner loops run along
// rows. Golub and Van Loan, Matrix Computations, 4th edition, section 4.2.

/**
 * Factors A = L Lᵀ in place: the lower triangle becomes L, the upper one is left as it was. Reads the lower
 * triangle only. Returns false where A is not positive definite (the memory then holds a partial factor).
 */
export function choleskyInPlace(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    let pivot = a[rowJ + j]!;
    for (let k = 0; k < j; k++) pivot -= a[rowJ + k]! * a[rowJ + k]!;
    if (!(pivot > 0) || !Number.isFinite(pivot)) return false;
    const diagonal = Math.sqrt(pivot);
    a[rowJ + j] = diagonal;
    const inverse = 1 / diagonal;
    for (let i = j + 1; i < n; i++) a[i * n + j] = (a[i * n + j]! - dot(a, i * n, a, rowJ, j)) * inverse;
  }
  return true;
}

/** Solves L Lᵀ x = b for one right-hand side; x replaces b. */
export function solveCholesky(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) b[i] = (b[i]! - dot(l, i * n, b, 0, i)) / l[i * n + i]!;
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i]! / l[i * n + i]!;
    b[i] = x;
    const row = i * n;
    for (let k = 0; k < i; k++) b[k] = b[k]! - x * l[row + k]!;
  }
}

/** Inverse of a lower triangular L, transposed: row j of the result is column j of L⁻¹ (zero before place j). */
export function invertLowerTransposed(l: Float64Array, n: number): Float64Array {
  const t = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const row = j * n;
    t[row + j] = 1 / l[row + j]!;
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      const li = i * n;
      for (let k = j; k < i; k++) sum += l[li + k]! * t[row + k]!;
      t[row + i] = -sum / l[li + i]!;
    }
  }
  return t;
}

/** A⁻¹ = L⁻ᵀ L⁻¹ from the factor L, both triangles filled. */
export function inverseFromCholesky(l: Float64Array, n: number): Float64Array {
  const t = invertLowerTransposed(l, n);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += t[i * n + k]! * t[j * n + k]!;
      inverse[i * n + j] = sum;
      inverse[j * n + i] = sum;
    }
  }
  return inverse;
}

/**
 * Factors A + damp·mean(diag A)·I, raising the damping tenfold until it succeeds. Rows and columns of inputs that
 * are always zero get a diagonal of their own, so that they don't make the system singular.
 */
export function dampedCholesky(
  a: Float64Array,
  n: number,
  damp: number,
): { readonly factor: Float64Array; readonly damping: number } {
  let mean = 0;
  for (let i = 0; i < n; i++) mean += a[i * n + i]!;
  mean = mean > 0 ? mean / n : 1;
  for (let factorOf = damp; ; factorOf *= 10) {
    const factor = Float64Array.from(a);
    const damping = factorOf * mean;
    for (let i = 0; i < n; i++) factor[i * n + i] = factor[i * n + i]! + damping;
    if (choleskyInPlace(factor, n)) return { factor, damping };
    if (factorOf > 1e6) throw new Error("matrix is not finite");
  }
}

/** U with H⁻¹ = Uᵀ U, rows of the upper triangle. */
export function inverseFactor(hessian: Float64Array, n: number): Float64Array {
  const factor = Float64Array.from(hessian);
  if (!choleskyInPlace(factor, n)) throw new Error("matrix is not positive definite");
  const inverse = inverseFromCholesky(factor, n);
  if (!choleskyInPlace(inverse, n)) throw new Error("matrix is not positive definite");
  const upper = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) upper[j * n + i] = inverse[i * n + j]!;
  return upper;
}

/** Four sums at a time, so that they don't wait for each other. */
export function dot(a: Float64Array, atA: number, b: Float64Array, atB: number, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < n; k += 4) {
    s0 += a[atA + k]! * b[atB + k]!;
    s1 += a[atA + k + 1]! * b[atB + k + 1]!;
    s2 += a[atA + k + 2]! * b[atB + k + 2]!;
    s3 += a[atA + k + 3]! * b[atB + k + 3]!;
  }
  for (; k < n; k++) s0 += a[atA + k]! * b[atB + k]!;
  return s0 + s1 + (s2 + s3);
}
