import type { Judgement } from './alarm-judge.ts';
import type { Comparison, State, Watched } from './alarm.ts';

const WORDS: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** Why an alarm changes its state (observed in public alarm events and notifications; the first form is in AWS's sample event). */
export function reasonOf({ decisive, breaching, filled }: Judgement, watched: Watched, from: State, to: State): string {
  if (to === 'INSUFFICIENT_DATA') return `Insufficient Data: ${count(filled, 'datapoint')} ${filled === 1 ? 'was' : 'were'} unknown.`;
  const treated = `${count(filled, 'missing datapoint')} ${filled === 1 ? 'was' : 'were'} treated as [${watched.missing === 'breaching' ? 'Breaching' : 'NonBreaching'}]`;
  if (decisive.length === 0) return `Threshold Crossed: no datapoints were received for ${count(filled, 'period')} and ${treated}.`;
  const inAlarm = to === 'ALARM';
  const many = inAlarm ? breaching : decisive.length - breaching;
  const values = decisive.map(({ value, start }) => `${double(value)} (${dayAndTime(start)})`).join(', ');
  const needed = inAlarm ? watched.datapointsToAlarm : watched.evaluationPeriods - watched.datapointsToAlarm + 1;
  const verb = `${many === 1 ? 'was' : 'were'} ${inAlarm ? '' : 'not '}${WORDS[watched.comparison]} the threshold (${double(watched.threshold)})`;
  const also = filled > 0 && (watched.missing === 'breaching' || watched.missing === 'notBreaching') ? ` and ${treated}` : '';
  return `Threshold Crossed: ${many} out of the last ${count(decisive.length, 'datapoint')} [${values}] ${verb}${also} (minimum ${count(needed, 'datapoint')} for ${from} -> ${to} transition).`;
}

/** `reasonData` of an alarm's state: JSON inside text. */
export function reasonDataOf({ decisive }: Judgement, watched: Watched, now: number): string {
  const [first] = decisive;
  return JSON.stringify({
    version: '1.0',
    queryDate: timestamp(now),
    ...(first && { startDate: timestamp(first.start) }),
    ...(watched.unit !== undefined && { unit: watched.unit }),
    statistic: watched.statistic,
    period: watched.period / 1000,
    recentDatapoints: decisive.map(({ value }) => value),
    threshold: watched.threshold,
  });
}

/** As alarms print time: an offset without a colon. */
export function timestamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

function dayAndTime(at: number): string {
  const [, year, month, day, time] = /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(at).toISOString()) ?? [];
  return `${day}/${month}/${year} ${time}`;
}

function double(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function count(times: number, what: string): string {
  return `${times} ${what}${times === 1 ? '' : 's'}`;
}
