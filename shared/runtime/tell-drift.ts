import type { TableProduct } from '../../events/mesh/metadata.ts';
import { privacyOf } from '../catalog/privacy.ts';
import type { Verdict } from '../drift/verdict.ts';
import { matchesGlob } from '../mesh/glob.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { logger } from './log.ts';

/** Of more columns only those are told that drifted most; the verdict in the bucket has all. */
const mostColumns = 500;

/**
 * One log line for each column, from which Logs Insights draws its drift over time; a metric for each would cost money by the month.
 * `strength` is the score as a share of its threshold, so that columns with different tests compare: from 1 on a column drifts. Names
 * and scores only: no value of the data.
 */
export function tellDrift(mesh: Mesh, product: TableProduct, model: string, verdict: Verdict): void {
  const { columns: globs } = privacyOf(mesh, product);
  const columns = verdict.columns.map((column) => ({ column, strength: column.score / column.threshold })).toSorted((a, b) => rank(b.strength) - rank(a.strength));
  for (const { column: { name, test, score, threshold, drifted, level }, strength } of columns.slice(0, mostColumns)) {
    const isPrivate = globs.some((glob) => matchesGlob(glob.toLowerCase(), name.toLowerCase()));
    // JSON has no infinity: a score without bound, and what could not be tested, has no numbers.
    const numbers = Number.isFinite(strength) ? { score, threshold, strength } : {};
    logger.info('column drift', { model, column: name, test, drifted, level, ...numbers, ...(isPrivate && { private: true }) });
  }
}

/** What could not be tested comes last. */
function rank(strength: number): number {
  return Number.isNaN(strength) ? -1 : strength;
}
