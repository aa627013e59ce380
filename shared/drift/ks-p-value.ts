import { kolmogorovTail } from './kolmogorov-law.ts';

/** Up to this many rows on the larger side the exact law of the two-sample statistic is used, as scipy.stats.ks_2samp(method='auto'). */
const exactUpTo = 10_000;

/** Two-sided p-value of a two-sample Kolmogorov-Smirnov statistic `d` of samples of n and m values. */
export function ksPValue(d: number, n: number, m: number): number {
  if (Number.isNaN(d)) return NaN;
  if (Math.max(n, m) > exactUpTo) return clip(kolmogorovTail(d, Math.round((n * m) / (n + m))));
  const common = gcd(n, m);
  const steps = Math.round(d * (n / common) * m);
  if (steps === 0) return 1;
  return clip(n === m ? equalSizes(n, Math.round(d * n)) : latticePaths(n, m, common, steps));
}

/** Probability that |F1 - F2| reaches h / n somewhere, equal sizes: reflection of lattice paths (Gnedenko and Korolyuk, 1951), in Horner form. */
function equalSizes(n: number, h: number): number {
  let probability = 0;
  for (let k = Math.floor(n / h); k >= 0; k -= 1) {
    let ratio = 1;
    for (let j = 0; j < h; j += 1) ratio *= (n - k * h - j) / (n + k * h + j + 1);
    probability = ratio * (1 - probability);
  }
  return 2 * probability;
}

/**
 * Share of the lattice paths from (0, 0) to (n, m) that do not stay strictly within |x m - y n| / gcd < steps (Hodges, The significance probability
 * of the Smirnov two-sample test, 1958). A random path comes to (x, y) from the left with probability x / (x + y); only the band is computed.
 */
function latticePaths(first: number, second: number, common: number, steps: number): number {
  const [n, m] = first >= second ? [first, second] : [second, first];
  const [a, b] = [n / common, m / common];
  const outside = new Float64Array(m + 2).fill(1);
  let [low, high] = [0, Math.min(m, Math.ceil(steps / a) - 1)];
  outside.fill(0, 0, high + 1);
  for (let x = 1; x <= n; x += 1) {
    const nextLow = Math.max(0, Math.floor((b * x - steps) / a) + 1);
    const nextHigh = Math.min(m, Math.ceil((b * x + steps) / a) - 1);
    if (nextLow > nextHigh) return 1;
    for (let y = low; y < nextLow; y += 1) outside[y] = 1;
    let below = nextLow === 0 ? 0 : 1;
    for (let y = nextLow; y <= nextHigh; y += 1) {
      const left = y <= high ? outside[y] ?? 1 : 1;
      below = (left * x + below * y) / (x + y);
      outside[y] = below;
    }
    [low, high] = [nextLow, nextHigh];
  }
  return outside[m] ?? 1;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function clip(probability: number): number {
  return Math.min(1, Math.max(0, probability));
}
