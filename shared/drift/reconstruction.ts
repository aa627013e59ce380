import { eigen } from './eigen.ts';
import { addMoments, square } from './moments.ts';
import type { ChunkMoments } from './moments.ts';
import { standardDeviationThreshold } from './preset-nannyml.ts';

export interface Reconstruction {
  /** Root of the mean squared reconstruction error of the current rows, in baseline standard deviations. */
  readonly score: number;
  /** Mean + 3 standard deviations of the baseline's chunks. */
  readonly threshold: number;
  readonly drifted: boolean;
  readonly components: number;
}

/** Components are kept until they hold this share of the variance (NannyML's default). */
const keptVariance = 0.65;

/**
 * Multivariate drift: how badly the current rows are rebuilt from the baseline's principal components, so that a change of the relations between
 * columns shows when each column by itself has not moved. From second moments alone: the mean squared error is the trace of P E[z z'], with z the
 * standardised rows and P the projection on the components left out. (NannyML's data reconstruction averages the errors themselves, not their squares.)
 * Undefined when fewer than two baseline columns vary.
 */
export function reconstruction(baseline: readonly ChunkMoments[], current: readonly ChunkMoments[]): Reconstruction | undefined {
  const whole = addMoments(baseline);
  const means = whole.sums.map((sum) => sum / whole.rows);
  const deviations = means.map((mean, i) => Math.sqrt(Math.max(0, (whole.products[i]?.[i] ?? 0) / whole.rows - mean ** 2)));
  const varying = deviations.flatMap((deviation, i) => (deviation > 1e-12 ? [i] : []));
  if (varying.length < 2) return undefined;
  const standardised = (part: ChunkMoments) => square(varying.length, (row, column) => {
    const [i, j] = [varying[row] ?? 0, varying[column] ?? 0];
    const [mi, mj, si, sj] = [means[i] ?? 0, means[j] ?? 0, part.sums[i] ?? 0, part.sums[j] ?? 0];
    const centred = (part.products[i]?.[j] ?? 0) - mi * sj - si * mj + part.rows * mi * mj;
    return centred / part.rows / ((deviations[i] ?? 1) * (deviations[j] ?? 1));
  });
  const components = eigen(standardised(whole));
  const kept = enough(components.map(({ value }) => value));
  const leftOut = components.slice(kept);
  const error = (part: ChunkMoments) => {
    const second = standardised(part);
    const squared = leftOut.reduce((sum, { vector }) => sum + vector.reduce((outer, x, i) => outer + x * vector.reduce((inner, y, j) => inner + y * (second[i]?.[j] ?? 0), 0), 0), 0);
    return Math.sqrt(Math.max(0, squared));
  };
  const score = error(addMoments(current));
  const threshold = standardDeviationThreshold(baseline.filter(({ rows }) => rows > 0).map(error));
  return { score, threshold, drifted: score > threshold, components: kept };
}

/** At least one component is kept and one left out. */
function enough(values: readonly number[]): number {
  const all = values.reduce((sum, value) => sum + value, 0);
  let [held, kept] = [0, 0];
  for (const value of values) {
    if (held >= keptVariance * all) break;
    held += value;
    kept += 1;
  }
  return Math.min(Math.max(kept, 1), values.length - 1);
}
