import { normalised, relativeEntropies } from './kullback-leibler.ts';
import { pairwiseSum } from './sum.ts';

/**
 * Jensen-Shannon distance: the root of the divergence (Endres and Schindelin, A new metric for probability distributions, 2003), in the form of
 * scipy.spatial.distance.jensenshannon. At most sqrt(ln 2 / ln base): 1 for base 2, 0.8326 for base e.
 */
export function jensenShannonDistance(p: readonly number[], q: readonly number[], base: number = Math.E): number {
  return Math.sqrt(divergence(p, q) / (base === Math.E ? 1 : Math.log(base)));
}

/** Jensen-Shannon divergence in bits (Lin, Divergence measures based on the Shannon entropy, 1991), 0 … 1: what TensorFlow Data Validation calls jensen_shannon_divergence. */
export function jensenShannonDivergence(p: readonly number[], q: readonly number[]): number {
  return divergence(p, q) / Math.LN2;
}

function divergence(first: readonly number[], second: readonly number[]): number {
  const [p, q] = [normalised(first), normalised(second)];
  const middle = p.map((share, i) => (share + (q[i] ?? NaN)) / 2);
  return (pairwiseSum(relativeEntropies(p, middle)) + pairwiseSum(relativeEntropies(q, middle))) / 2;
}
