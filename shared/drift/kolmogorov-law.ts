import { lnGamma } from './gamma.ts';

/**
 * P(D_n >= d) of the two-sided one-sample Kolmogorov-Smirnov statistic for finite n. Which formula serves where follows Simard and L'Ecuyer,
 * Computing the two-sided Kolmogorov-Smirnov distribution, Journal of Statistical Software 39(11), 2011.
 */
export function kolmogorovTail(d: number, n: number): number {
  if (Number.isNaN(d) || n <= 0) return NaN;
  const t = n * d;
  if (d >= 1) return 0;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - Math.exp(lnGamma(n + 1) - n * Math.log(n) + n * Math.log(2 * t - 1));
  if (t >= n - 1) return 2 * (1 - d) ** n;
  if (d >= 0.5) return 2 * oneSided(d, n);
  const scaled = t * d;
  if (scaled >= 370) return 0;
  if (n <= 140) return scaled <= 4 ? 1 - matrixLaw(d, n) : 2 * oneSided(d, n);
  if (scaled >= 2.2) return 2 * oneSided(d, n);
  return 1 - (n <= 100_000 && n * d ** 1.5 <= 1.4 ? matrixLaw(d, n) : pelzGood(d, n));
}

/** Above this n the asymptotic form of the one-sided law is exact to far below 1e-6. */
const largeSample = 1_000_000;

/** P(D_n^+ >= d): Smirnov (1944), the sum of Birnbaum and Tingey (1951) in logarithms; for very large n Maag and Dicaire (1971). */
function oneSided(d: number, n: number): number {
  if (n > largeSample) return Math.exp(-((6 * n * d + 1) ** 2) / (18 * n));
  const lnAll = lnGamma(n + 1);
  let sum = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j += 1) {
    const rest = 1 - d - j / n;
    if (rest <= 0 && n - j > 0) continue;
    const lnTerm = lnAll - lnGamma(j + 1) - lnGamma(n - j + 1) + (j - 1) * Math.log(d + j / n) + (n === j ? 0 : (n - j) * Math.log(rest));
    sum += Math.exp(lnTerm);
  }
  return d * sum;
}

/** P(D_n < d) exactly, by the power of a matrix: Durbin (1973); Marsaglia, Tsang and Wang, Evaluating Kolmogorov's distribution, 2003. */
function matrixLaw(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const size = 2 * k - 1;
  const h = k - n * d;
  const matrix: number[][] = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_unused, j) => (i - j + 1 < 0 ? 0 : 1)));
  const set = (i: number, j: number, value: number) => {
    const row = matrix[i];
    if (row !== undefined) row[j] = value;
  };
  const at = (i: number, j: number) => matrix[i]?.[j] ?? 0;
  for (let i = 0; i < size; i += 1) {
    set(i, 0, at(i, 0) - h ** (i + 1));
    set(size - 1, i, at(size - 1, i) - h ** (size - i));
  }
  set(size - 1, 0, at(size - 1, 0) + (2 * h - 1 > 0 ? (2 * h - 1) ** size : 0));
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) for (let g = 1; g <= i - j + 1; g += 1) set(i, j, at(i, j) / g);
  }
  const { matrix: powered, exponent } = power(matrix, n);
  let value = powered[k - 1]?.[k - 1] ?? 0;
  let scale = exponent;
  for (let i = 1; i <= n; i += 1) {
    value *= i / n;
    if (value < 1e-140) {
      value *= 1e140;
      scale -= 140;
    }
  }
  return value * 10 ** scale;
}

type Matrix = readonly (readonly number[])[];

function power(base: Matrix, n: number): { readonly matrix: Matrix; readonly exponent: number } {
  if (n === 1) return { matrix: base, exponent: 0 };
  const half = power(base, Math.floor(n / 2));
  const square = multiply(half.matrix, half.matrix);
  const matrix = n % 2 === 0 ? square : multiply(base, square);
  const middle = Math.floor(matrix.length / 2);
  const exponent = 2 * half.exponent;
  if ((matrix[middle]?.[middle] ?? 0) <= 1e140) return { matrix, exponent };
  return { matrix: matrix.map((row) => row.map((value) => value * 1e-140)), exponent: exponent + 140 };
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b.map((_, j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)));
}

/** P(D_n < d) by the expansion of Pelz and Good (1976) up to n^(-3/2), its four sums turned by Jacobi's theta relation to converge fast for small z. */
function pelzGood(d: number, n: number): number {
  const z = Math.sqrt(n) * d;
  const [z2, pi2] = [z * z, Math.PI ** 2];
  const [z4, z6, z7, z8, z10] = [z2 ** 2, z2 ** 3, z ** 7, z2 ** 4, z2 ** 5];
  const sums = [0, 0, 0, 0];
  const add = (i: number, value: number) => {
    sums[i] = (sums[i] ?? 0) + value;
  };
  const terms = Math.ceil((16 * z) / Math.PI);
  for (let k = terms; k >= 1; k -= 1) {
    const odd = (2 * k - 1) ** 2;
    const weight = Math.exp((-pi2 * odd) / (8 * z2));
    add(0, weight);
    add(1, weight * ((pi2 * odd) / 4 - z2));
    add(2, weight * (6 * z6 + 2 * z4 + (pi2 * (2 * z4 - 5 * z2) * odd) / 4 + (pi2 ** 2 * (1 - 2 * z2) * odd ** 2) / 16));
    add(3, weight * (-30 * z6 - 90 * z8 + (pi2 * (135 * z4 - 96 * z6) * odd) / 4
      + (pi2 ** 2 * (212 * z4 - 60 * z2) * odd ** 2) / 16 + (pi2 ** 3 * (5 - 30 * z2) * odd ** 3) / 64));
  }
  const root = Math.sqrt(2 * Math.PI);
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = [z, 6 * z4, 72 * z7, 6480 * z10].map((scale, i) => (root * (sums[i] ?? 0)) / scale);
  let [extra2, extra3] = [0, 0];
  for (let k = terms; k >= 1; k -= 1) {
    const weight = k * k * Math.exp((-pi2 * k * k) / (2 * z2));
    extra2 += weight;
    extra3 += weight * (3 * z2 - pi2 * k * k);
  }
  return k0 + k1 / Math.sqrt(n) + (k2 - (pi2 * root * extra2) / (36 * z ** 3)) / n + (k3 + (pi2 * root * extra3) / (216 * z6)) / n ** 1.5;
}
