/** Largest difference of two sets of shares. */
export function lInfinity(p: readonly number[], q: readonly number[]): number {
  return p.reduce((largest, share, i) => Math.max(largest, Math.abs(share - (q[i] ?? NaN))), 0);
}

/** What a largest difference of samples of n and m rows has on top by chance is taken off (Deequ's LInfinity with `correctForLowNumberOfSamples = false`, alpha about 0.003: factor 1.8). */
export function lInfinityRobust(simple: number, n: number, m: number): number {
  return Math.max(0, simple - 1.8 * Math.sqrt((n + m) / (n * m)));
}
