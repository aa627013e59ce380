import { classOf } from '../../shared/drift/column-class.ts';
import type { ColumnVerdict } from '../../shared/drift/verdict.ts';

const noValues = new Set(['NaN', 'inf', '-inf']);

/** The column without the names of values that fewer rows have: they count together. The score is that of all values. */
export function foldRare(column: ColumnVerdict, minimumCount: number): ColumnVerdict {
  const { labels, baseline, current } = column.distribution;
  const isCategory = ['text', 'character', 'boolean'].includes(classOf(column.type));
  const isRare = (label: string, i: number) =>
    Math.max(baseline[i] ?? 0, current[i] ?? 0) < minimumCount && (isCategory || !(noValues.has(label) || label.includes(' … ')));
  const kept = labels.flatMap((label, i) => (isRare(label, i) ? [] : [i]));
  if (kept.length === labels.length) return column;
  const pick = <T>(items: readonly T[]) => kept.flatMap((i) => items[i] ?? []);
  const rest = (counts: readonly number[]) => counts.reduce((sum, count, i) => (kept.includes(i) ? sum : sum + count), 0);
  return {
    ...column,
    unseen: column.unseen.filter(([, count]) => count >= minimumCount),
    distribution: { labels: [...pick(labels), 'rare values'], baseline: [...pick(baseline), rest(baseline)], current: [...pick(current), rest(current)] },
  };
}
