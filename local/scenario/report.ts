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
    ...summary.executions.flatMap(execution),
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

function execution({ status, reason, arn, steps, notRun, metrics, modelPackage }: Summary['executions'][number]): string[] {
  const three = (value: number) => value.toFixed(3);
  return [
    `  ${status.padEnd(10)} ${reason}  ${arn}`,
    ...(notRun === null ? steps.map(step) : [`    ${notRun}`]),
    ...(metrics === null
      ? []
      : [`    AUC ${three(metrics.auc.value)} on the test rows (95 %: ${three(metrics.auc.low)} to ${three(metrics.auc.high)}), ${three(metrics.aucCrossValidated)} cross-validated`]),
    ...(modelPackage === null ? [] : [`    ${modelPackage.approval}: ${modelPackage.arn}`]),
  ];
}

function step({ name, status, seconds, outcome, reason }: Summary['executions'][number]['steps'][number]): string {
  const facts = [seconds === 0 ? '' : `${seconds.toFixed(1)} s`, outcome === undefined ? '' : outcome ? 'yes' : 'no', reason ?? ''];
  return `    ${name.padEnd(18)} ${status.padEnd(10)} ${facts.filter((fact) => fact !== '').join('  ')}`.trimEnd();
}

function formatScore(score: number | string): string {
  return typeof score === 'number' ? score.toFixed(4) : score;
}

function shortRole(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
