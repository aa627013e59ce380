import { nextCronTime, readCron } from './cron.ts';
import { validation } from './errors.ts';

/** When a schedule is due. Times are milliseconds since the epoch. */
export type Recurrence =
  { readonly kind: 'at'; readonly due: number } | { readonly kind: 'recurring'; next(after: number): number | undefined };

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `at(…)`, `rate(…)` or `cron(…)` in UTC. `start`: where a rate counts from. Throws ValidationException. */
export function readExpression(expression: string, start: number): Recurrence {
  const { kind, inner = '' } = /^(?<kind>at|rate|cron)\((?<inner>[^()]+)\)$/.exec(expression)?.groups ?? {};
  if (kind === 'at') return { kind, due: readAt(inner, expression) };
  if (kind === 'rate') return readRate(inner, start, expression);
  if (kind === 'cron') {
    const cron = readCron(inner, expression);
    return { kind: 'recurring', next: (after) => nextCronTime(cron, after) };
  }
  throw invalid(expression);
}

function readAt(text: string, expression: string): number {
  const due = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  if (Number.isNaN(due)) throw invalid(expression);
  return due;
}

function readRate(text: string, start: number, expression: string): Recurrence {
  const { value, unit = '', plural } = /^(?<value>\d+) (?<unit>minute|hour|day)(?<plural>s?)$/.exec(text)?.groups ?? {};
  const count = Number(value);
  // One of a unit is written in the singular, more in the plural (EventBridge Scheduler user guide, "Schedule types").
  if (!(count > 0) || (count === 1) !== (plural === '')) throw invalid(expression);
  const period = count * (UNITS[unit] ?? 0);
  return { kind: 'recurring', next: (after) => start + (Math.max(0, Math.floor((after - start) / period)) + 1) * period };
}

function invalid(expression: string): Error {
  return validation(`Invalid Schedule Expression ${expression}.`);
}
