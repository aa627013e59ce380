import { describe, expect, it } from 'vitest';
import type { Missing } from '../../../local/cloudwatch/alarm.ts';
import { judge } from '../../../local/cloudwatch/alarm-judge.ts';

const TREATMENTS: readonly Missing[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** Periods as AWS's tables print them, oldest first: `X` breaches, `0` does not, `-` is missing. Of three periods. */
function stateOf(row: string, datapointsToAlarm: number, missing: Missing): string {
  const range = row.split(' ').map((mark, index) => ({ start: index * 60_000, value: mark === '-' ? undefined : mark === 'X' ? 1 : 0 }));
  const { state } = judge(range, { evaluationPeriods: 3, datapointsToAlarm, missing, comparison: 'GreaterThanThreshold', threshold: 0.5 });
  return state ?? 'kept';
}

// CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data": the two tables of the page. The order is missing,
// ignore, breaching, notBreaching.
describe('how an alarm of three periods treats missing data', () => {
  it.each([
    ['0 - X - X', 3, ['OK', 'OK', 'OK', 'OK']],
    ['- - - - 0', 3, ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', 3, ['INSUFFICIENT_DATA', 'kept', 'ALARM', 'OK']],
    ['0 X X - X', 3, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', 3, ['ALARM', 'kept', 'ALARM', 'OK']],
    ['0 - X - X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', 2, ['ALARM', 'kept', 'ALARM', 'OK']],
  ])('%s with %i data points to alarm', (row, datapointsToAlarm, expected) => {
    expect(TREATMENTS.map((missing) => stateOf(row, datapointsToAlarm, missing))).toEqual(expected);
  });

  it('raises no premature alarm', () => {
    expect(stateOf('- - - - X', 3, 'missing')).toBe('kept');
  });
});
