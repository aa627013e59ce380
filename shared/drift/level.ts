import { own } from './own.ts';
import type { Cause, Settings } from './settings.ts';
import type { ColumnVerdict, Finding, Level } from './verdict.ts';

const order: readonly Level[] = ['none', 'possible', 'drift'];

const causeOf: Readonly<Record<Finding['kind'], Cause | undefined>> = {
  'missing-column': 'schema', 'extra-column': 'added', 'type-changed': 'schema', growth: 'growth', shrinkage: 'shrinkage', age: 'age', relations: 'drift',
  'left-out': undefined, 'few-rows': undefined, 'grid-differs': undefined, outgrown: undefined,
};

/** The share of drifted columns by weight, 0 when nothing was compared. */
export function weightedShare(columns: readonly ColumnVerdict[], weights: Settings['weights']): number {
  const weight = (items: readonly ColumnVerdict[]) => items.reduce((sum, { name }) => sum + (own(weights, name) ?? 1), 0);
  const all = weight(columns);
  return all === 0 ? 0 : weight(columns.filter(({ drifted }) => drifted)) / all;
}

/** What columns and findings together say, after the consequences that were chosen. */
export function foundLevel(columns: readonly ColumnVerdict[], findings: readonly Finding[], share: number, settings: Settings): Level {
  const critical = columns.some(({ name, drifted }) => drifted && settings.critical.includes(name));
  const drifted = critical || (share > 0 && share >= (settings.share ?? (settings.preset === 'evidently' ? 0.5 : 0)));
  const byColumns = drifted ? consequence('drift', settings) : columns.some(({ level }) => level !== 'none') && settings.consequences.drift !== 'ignore' ? 'possible' : 'none';
  return highest([byColumns, ...findings.map(({ kind }) => levelOf(kind, settings))]);
}

/** `history`: what earlier verdicts found, oldest first. Drift that is not yet confirmed is possible. */
export function confirmedLevel(found: Level, history: readonly Level[], { n, m }: Settings['hysteresis']): Level {
  if (found !== 'drift') return found;
  const recent = [...history, found].slice(-m);
  return recent.filter((level) => level === 'drift').length >= n ? 'drift' : 'possible';
}

function levelOf(kind: Finding['kind'], settings: Settings): Level {
  // A comparison that could not be made is no all-clear.
  if (kind === 'grid-differs' || kind === 'outgrown') return 'possible';
  const cause = causeOf[kind];
  return cause === undefined ? 'none' : consequence(cause, settings);
}

function consequence(cause: Cause, { consequences }: Settings): Level {
  switch (consequences[cause]) {
    case 'retrain': return 'drift';
    case 'warn': return 'possible';
    case 'ignore': return 'none';
  }
}

function highest(levels: readonly Level[]): Level {
  return levels.reduce<Level>((top, level) => (order.indexOf(level) > order.indexOf(top) ? level : top), 'none');
}
