import { toJson } from '../../shared/drift/json.ts';
import type { Verdict } from '../../shared/drift/verdict.ts';
import { score } from '../../shared/drift/words.ts';
import { typeWord } from './column-class.ts';

export function asJson({ level, rows, preset, share, columns, reasons, findings }: Verdict): string {
  return toJson({
    verdict: level, preset, rows, share, reasons, findings,
    columns: columns.map((column) => ({ ...column, type: typeWord(column.type) })),
  });
}

/** The verdict for a terminal: a sentence, the columns by score, the findings. */
export function asText(verdict: Verdict): string {
  const { columns, findings } = verdict;
  const width = Math.max(6, ...columns.map(({ name }) => Math.min(40, name.length)));
  const sorted = columns.toSorted((a, b) => Number(b.drifted) - Number(a.drifted) || b.score - a.score);
  return [
    summary(verdict),
    ...sorted.map((column) => `${mark(column.level)} ${column.name.slice(0, 40).padEnd(width)} ${column.test.padEnd(18)} ${score(column.score).padStart(9)} of ${score(column.threshold).padEnd(7)} ${column.reason.slice(column.name.length + 2)}`),
    ...findings.map(({ text }) => `- ${text}`),
  ].join('\n');
}

export function summary({ level, rows, columns }: Verdict): string {
  const drifted = columns.filter((column) => column.drifted).length;
  const what = { drift: 'Drift', possible: 'Possible drift', none: 'No drift' }[level];
  return `${what}: ${drifted} of ${columns.length} columns drifted (${rows.baseline} rows before, ${rows.current} now).`;
}

function mark(level: Verdict['level']): string {
  return { drift: '!', possible: '?', none: ' ' }[level];
}
