import { adjusted } from './benjamini-hochberg.ts';
import type { Comparison } from './compare-column.ts';
import { percent, score } from './words.ts';
import type { Settings } from './settings.ts';
import type { ColumnVerdict, Level } from './verdict.ts';

/** PSI from which a column drifts: 0.1, the usual bound of a moderate shift in credit scoring (Siddiqi, Credit Risk Scorecards, 2006). */
export const psiThreshold = 0.1;

/** Our own rule: an effect at or above the threshold, and more of it than chance allows for samples of these sizes. */
export function decideColumns(comparisons: readonly Comparison[], settings: Settings): readonly ColumnVerdict[] {
  const pValues = adjusted(comparisons.map(({ pValue }) => pValue));
  const nullPValues = adjusted(comparisons.map(({ nullPValue }) => nullPValue));
  return comparisons.map((comparison, i) => decide(comparison, pValues[i] ?? 1, nullPValues[i] ?? 1, settings));
}

function decide(comparison: Comparison, adjustedPValue: number, nullPValue: number, settings: Settings): ColumnVerdict {
  const threshold = settings.thresholds[comparison.name] ?? settings.threshold ?? psiThreshold;
  const { nullPValue: unadjusted, ...evidence } = comparison;
  const significant = adjustedPValue <= settings.significance;
  const moved = significant && comparison.score >= threshold;
  const nulls = nullPValue <= settings.significance && Math.abs(comparison.nullShare.current - comparison.nullShare.baseline) >= settings.nullShare && unadjusted < 1;
  const unseen = significant && comparison.unseenShare >= settings.unseenShare;
  const drifted = moved || nulls || unseen;
  // Half the threshold: near enough that a person may want to look.
  const level: Level = drifted ? 'drift' : significant && comparison.score >= threshold / 2 ? 'possible' : 'none';
  const reason = `${comparison.name}: ${drifted ? causes(comparison, threshold, { moved, nulls, unseen }) : calm(comparison, threshold, significant)}`;
  return { ...evidence, test: 'psi', threshold, drifted, level, adjustedPValue, reason };
}

function causes(of: Comparison, threshold: number, { moved, nulls, unseen }: { readonly moved: boolean; readonly nulls: boolean; readonly unseen: boolean }): string {
  const names = of.unseen.slice(0, 3).map(([value]) => value).join(', ');
  return [
    ...(moved ? [`its distribution moved (PSI ${score(of.score)}, threshold ${threshold})`] : []),
    ...(nulls ? [`nulls went from ${percent(of.nullShare.baseline)} to ${percent(of.nullShare.current)}`] : []),
    ...(unseen ? [`${percent(of.unseenShare)} of the rows have values that the baseline does not know${names === '' ? '' : ` (${names})`}`] : []),
  ].join('; ');
}

function calm(of: Comparison, threshold: number, significant: boolean): string {
  if (of.score < threshold) return significant && of.score >= threshold / 2 ? `near the threshold (PSI ${score(of.score)} of ${threshold})` : `no drift (PSI ${score(of.score)} below ${threshold})`;
  return `PSI ${score(of.score)} is above ${threshold}, but samples of this size differ as much by chance (p ${of.pValue.toPrecision(2)})`;
}
