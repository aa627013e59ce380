export interface Eigen {
  readonly value: number;
  readonly vector: readonly number[];
}

const sweeps = 60;

/** Eigenvalues and orthonormal eigenvectors of a symmetric matrix, the largest value first, by cyclic Jacobi rotations (Jacobi, 1846; Golub and Van Loan, Matrix Computations, 8.5). */
export function eigen(matrix: readonly (readonly number[])[]): readonly Eigen[] {
  const size = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const v = matrix.map((_, i) => Float64Array.from({ length: size }, (_unused, j) => (i === j ? 1 : 0)));
  const at = (m: readonly Float64Array[], i: number, j: number) => m[i]?.[j] ?? 0;
  const set = (m: readonly Float64Array[], i: number, j: number, value: number) => m[i]?.fill(value, j, j + 1);
  for (let sweep = 0; sweep < sweeps && offDiagonal(a) > 0; sweep += 1) {
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        if (at(a, p, q) === 0) continue;
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * at(a, p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (const m of [a, v]) {
          for (let k = 0; k < size; k += 1) {
            const [x, y] = [at(m, k, p), at(m, k, q)];
            set(m, k, p, c * x - s * y);
            set(m, k, q, s * x + c * y);
          }
        }
        for (let k = 0; k < size; k += 1) {
          const [x, y] = [at(a, p, k), at(a, q, k)];
          set(a, p, k, c * x - s * y);
          set(a, q, k, s * x + c * y);
        }
      }
    }
  }
  return Array.from({ length: size }, (_, i) => ({ value: at(a, i, i), vector: v.map((row) => row[i] ?? 0) })).toSorted((x, y) => y.value - x.value);
}

/** Below the rounding of the diagonal nothing is left to rotate away. */
function offDiagonal(a: readonly Float64Array[]): number {
  let [off, on] = [0, 0];
  for (const [i, row] of a.entries()) for (const [j, value] of row.entries()) if (i === j) on += value * value; else off += value * value;
  return off <= on * 1e-30 ? 0 : off;
}
