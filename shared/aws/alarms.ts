import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { counted } from './counted.ts';

const cloudwatch = counted(new CloudWatchClient({}));

/** Which of these alarms (at most 100 are asked for at once) are in ALARM now, whatever an event said. */
export async function alarmsInAlarm(names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 }),
  );
  return [...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmName, StateValue }) => (StateValue === 'ALARM' && AlarmName !== undefined ? [AlarmName] : []));
}
