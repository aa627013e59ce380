import { styleText } from 'node:util';
import type { Summary } from './summary.ts';

/** The summary for a reader at a terminal. */
export function report(summary: Summary, colour: boolean): string {
  const title = (text: string) => (colour ? styleText('bold', text, { validateStream: false }) : text);
  const drifted = summary.columns.filter((column) => column.drifted);
  return [
    '',
    title(`Product     ${summary.product}`) + `  (${summary.rows} rows in its last version)`,
    `Link        ${summary.link ? `${summary.link.name} → ${summary.link.target}` : 'none'}`,
    ...summary.grants.map((grant, index) => `${index === 0 ? 'Grants      ' : '            '}${shortRole(grant.principal)}: ${grant.permissions.join(', ')} on ${grant.resource}`),
    `Verdict     ${summary.verdict ?? 'none yet'}${drifted.length > 0 ? `: ${drifted.map((column) => column.name).join(', ')} drifted` : ''}  (change ${summary.changeId ?? '-'})`,
    '',
    ...table(summary),
    title('Executions'),
    ...summary.executions.map((execution) => `  ${execution.status.padEnd(10)} ${execution.reason}  ${execution.arn}  (steps ${execution.steps})`),
    ...(summary.executions.length === 0 ? ['  none'] : []),
    '',
    `${summary.events.length} events, ${summary.seconds} s`,
  ].join('\n');
}

function table(summary: Summary): string[] {
  if (summary.columns.length === 0) return ['No drift table: the last version had no baseline to be compared with.', ''];
  const width = Math.max(...summary.columns.map((column) => column.name.length), 6);
  const rows = summary.columns.toSorted((a, b) => Number(b.score) - Number(a.score));
  return [
    `  ${'Column'.padEnd(width)}     Score  Drifted`,
    ...rows.map((column) => `  ${column.name.padEnd(width)}  ${formatScore(column.score).padStart(8)}  ${column.drifted ? 'yes' : 'no'}`),
    '',
  ];
}

function formatScore(score: number | string): string {
  return typeof score === 'number' ? score.toFixed(4) : score;
}

function shortRole(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
