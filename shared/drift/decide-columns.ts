import { adjusted } from './benjamini-hochberg.ts';
import { classOf } from './column-class.ts';
import { nullTestName } from './compare-column.ts';
import type { Comparison } from './compare-column.ts';
import { maskColumn } from './mask-column.ts';
import { measures } from './measures.ts';
import { own } from './own.ts';
import type { Settings } from './settings.ts';
import type { Cause, ColumnVerdict, Level } from './verdict.ts';
import { percent, score } from './words.ts';

/** Our own rule: an effect at or above the threshold, and more of it than chance allows for samples of these sizes. */
export function decideColumns(comparisons: readonly Comparison[], settings: Settings): readonly ColumnVerdict[] {
  const pValues = adjusted(comparisons.map(({ pValue }) => (Number.isNaN(pValue) ? 1 : pValue)));
  const nullPValues = adjusted(comparisons.map(({ nullPValue }) => nullPValue));
  return comparisons.map((comparison, i) => decide(comparison, pValues[i] ?? 1, nullPValues[i] ?? 1, settings));
}

function decide(found: Comparison, adjustedPValue: number, nullPValue: number, settings: Settings): ColumnVerdict {
  const { nullPValue: unadjusted, untested, ...evidence } = settings.maskValues ? { ...found, unseen: [] } : found;
  const measure = measures[evidence.test];
  const isPValue = measure?.isPValue === true;
  const onlyNulls = evidence.test === nullTestName;
  const threshold = onlyNulls ? settings.nullShare : own(settings.thresholds, evidence.name) ?? settings.threshold ?? (isPValue ? settings.significance : measure?.threshold ?? NaN);
  const significant = adjustedPValue <= (isPValue ? threshold : settings.significance);
  const reaches = (bound: number) => significant && (isPValue || evidence.score >= bound);
  const nullsMoved = unadjusted < 1 && nullPValue <= settings.significance && Math.abs(evidence.nullShare.current - evidence.nullShare.baseline) >= settings.nullShare;
  const causes: readonly Cause[] = [
    ...(!onlyNulls && reaches(threshold) ? ['distribution' as const] : []),
    ...(nullsMoved ? ['nulls' as const] : []),
    ...(significant && evidence.unseenShare >= settings.unseenShare ? ['unseen' as const] : []),
  ];
  const drifted = causes.length > 0;
  // Half the threshold: near enough that a person may want to look.
  const isUnknown = significant && Number.isNaN(evidence.score);
  const level: Level = drifted ? 'drift' : isUnknown || reaches(threshold / 2) ? 'possible' : 'none';
  const words = drifted ? whatHappened(evidence, threshold, causes) : untested === undefined ? whyNot(evidence, threshold, level) : `not tested: ${untested}`;
  const approximate = evidence.approximate === undefined ? '' : ` (${evidence.approximate})`;
  const verdict = { ...evidence, threshold, drifted, causes, level, adjustedPValue, reason: `${evidence.name}: ${words}${approximate}` };
  return settings.maskValues ? maskColumn(verdict, ['text', 'character'].includes(classOf(evidence.type)) ? 'category' : 'number') : verdict;
}

type Evidence = Omit<Comparison, 'nullPValue' | 'untested'>;

function whatHappened(of: Evidence, threshold: number, causes: readonly Cause[]): string {
  const names = of.unseen.slice(0, 3).map(([value]) => value).join(', ');
  const words: Readonly<Record<Cause, string>> = {
    distribution: `its distribution moved (${named(of)}, threshold ${threshold})`,
    nulls: `nulls went from ${percent(of.nullShare.baseline)} to ${percent(of.nullShare.current)}`,
    unseen: `${percent(of.unseenShare)} of the rows have values that the baseline does not know${names === '' ? '' : ` (${names})`}`,
  };
  return causes.map((cause) => words[cause]).join('; ');
}

function whyNot(of: Evidence, threshold: number, level: Level): string {
  if (Number.isNaN(threshold)) return `${named(of)}; this test has no threshold of its own`;
  if (measures[of.test]?.isPValue === true) return `no drift (${named(of)}, threshold ${threshold})`;
  if (level === 'possible' && Number.isNaN(of.score)) return `no score (${of.test} nan), though the values differ by more than chance`;
  if (level === 'possible') return `near the threshold (${named(of)} of ${threshold})`;
  if (!(of.score >= threshold)) return `no drift (${named(of)} below ${threshold})`;
  return `${named(of)} is above ${threshold}, but samples of this size differ as much by chance (p ${of.pValue.toPrecision(2)})`;
}

function named(of: Evidence): string {
  return `${of.test === 'psi' ? 'PSI' : of.test} ${score(of.score)}`;
}
