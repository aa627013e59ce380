import { nullsOf } from './compare-column.ts';
import type { Rows } from './compare-column.ts';
import { displayBins } from './display-bins.ts';
import { own } from './own.ts';
import { evidently } from './preset-evidently.ts';
import { maskColumn } from './mask-column.ts';
import { modelMonitor } from './preset-model-monitor.ts';
import { nannyml } from './preset-nannyml.ts';
import type { Sample } from './sample.ts';
import { NotTestable } from './scored.ts';
import type { Scored } from './scored.ts';
import type { Settings } from './settings.ts';
import type { ColumnVerdict } from './verdict.ts';
import { score } from './words.ts';

export interface SamplePair {
  readonly name: string;
  readonly type: string;
  readonly reference: Sample;
  readonly current: Sample;
  /** The reference in its chunks: NannyML's thresholds come from them. */
  readonly chunks?: readonly Sample[];
  readonly approximate?: string;
}

/** Columns as a preset's tool scores them. What it cannot test has the score NaN and says why. */
export function scoreSamples(pairs: readonly SamplePair[], rows: Rows, settings: Settings): readonly ColumnVerdict[] {
  return pairs.map((pair) => {
    const column = scoreSample(pair, rows, settings);
    return settings.maskValues ? maskColumn(column, pair.reference.kind) : column;
  });
}

function scoreSample(pair: SamplePair, rows: Rows, settings: Settings): ColumnVerdict {
  const given = own(settings.thresholds, pair.name) ?? settings.threshold;
  const { scored, why } = tryScore(pair, settings);
  const { threshold, drifted } = given === undefined ? scored : withThreshold(scored, given);
  const { nullShare } = nullsOf(pair.reference, pair.current, rows);
  return {
    name: pair.name,
    type: pair.type,
    test: scored.test,
    score: scored.score,
    threshold,
    drifted,
    causes: drifted ? ['distribution'] : [],
    // A comparison that the tool cannot make because all values are gone, or new, is no all-clear.
    level: drifted ? 'drift' : isEmpty(pair.reference) === isEmpty(pair.current) ? 'none' : 'possible',
    ...(scored.pValue === undefined ? {} : { pValue: scored.pValue }),
    nullShare,
    ...unseenOf(pair, rows),
    ...(pair.approximate === undefined ? {} : { approximate: pair.approximate }),
    distribution: displayBins(pair.reference, pair.current),
    reason: `${pair.name}: ${why ?? sentence({ ...scored, threshold, drifted })}${pair.approximate === undefined ? '' : ` (${pair.approximate})`}`,
  };
}

function isEmpty(sample: Sample): boolean {
  if (sample.kind === 'category') return sample.counts.size === 0;
  return sample.values.length === 0 && sample.nan + sample.positiveInfinity + sample.negativeInfinity === 0;
}

function tryScore(pair: SamplePair, settings: Settings): { readonly scored: Scored; readonly why?: string } {
  try {
    return { scored: byPreset(pair, settings) };
  } catch (error) {
    if (!(error instanceof NotTestable)) throw error;
    return { scored: { test: settings.test ?? 'none', score: NaN, threshold: NaN, drifted: false }, why: `not tested: ${error.message}` };
  }
}

function byPreset({ reference, current, chunks }: SamplePair, { preset, test }: Settings): Scored {
  switch (preset) {
    case 'evidently': return evidently(reference, current, test);
    case 'nannyml': return nannyml(reference, current, { ...(test === undefined ? {} : { test }), ...(chunks === undefined ? {} : { chunks }) });
    case 'model-monitor': return modelMonitor(reference, current, test);
    case 'meshloop': throw new Error('The meshloop preset judges profiles, not samples');
  }
}

/** A p-value drifts below its threshold. */
function withThreshold(scored: Scored, threshold: number): Pick<Scored, 'threshold' | 'drifted'> {
  return { threshold, drifted: scored.pValue === undefined ? scored.score >= threshold : scored.pValue < threshold };
}

function sentence({ test, score: value, threshold, drifted, pValue }: Scored): string {
  const what = pValue === undefined || pValue === value ? `${test} ${score(value)}` : `${test} ${score(value)}, p ${score(pValue)}`;
  return `${drifted ? 'drifted' : Number.isNaN(value) ? 'no score' : 'no drift'} (${what}, threshold ${score(threshold)})`;
}

function unseenOf({ reference, current }: SamplePair, rows: Rows): Pick<ColumnVerdict, 'unseenShare' | 'unseen'> {
  if (reference.kind === 'number' || current.kind === 'number') return { unseenShare: 0, unseen: [] };
  const unseen = [...current.counts].filter(([value]) => !reference.counts.has(value)).toSorted(([, a], [, b]) => b - a);
  const count = unseen.reduce((sum, [, n]) => sum + n, 0);
  return { unseenShare: rows.current === 0 ? 0 : count / rows.current, unseen: unseen.slice(0, 20) };
}
