import type { ColumnVerdict } from './verdict.ts';

/** A column without its values: categories are numbered, new ones not named. Numbers keep their bins. */
export function maskColumn(column: ColumnVerdict, kind: 'number' | 'category'): ColumnVerdict {
  const { distribution } = column;
  return {
    ...column,
    unseen: [],
    distribution: kind === 'number' ? distribution : { ...distribution, labels: distribution.labels.map((_, i) => `value ${i + 1}`) },
  };
}
