import { CreateScheduleCommand, DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Entry } from '../../events/mesh/event.ts';
import type { Environment } from '../runtime/environment.ts';
import { hasCode } from '../runtime/failure.ts';
import { counted } from './counted.ts';

const scheduler = counted(new SchedulerClient({}));

/**
 * Has an event put on the mesh bus once, at `at` (milliseconds since the epoch, a full minute).
 * A schedule that is there already is left alone.
 */
export async function scheduleOnce(environment: Environment, name: string, at: number, event: Entry): Promise<void> {
  try {
    await scheduler.send(
      new CreateScheduleCommand({
        Name: name,
        GroupName: environment.scheduleGroup,
        ScheduleExpression: `at(${new Date(at).toISOString().slice(0, 19)})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: environment.busArn,
          RoleArn: environment.schedulerRoleArn,
          EventBridgeParameters: { Source: event.source, DetailType: event.detailType },
          Input: event.detail,
        },
      }),
    );
  } catch (error) {
    if (!hasCode(error, 'ConflictException')) throw error;
  }
}

/** Takes a schedule back; one that has fired is gone already. */
export async function cancelSchedule({ scheduleGroup }: Environment, name: string): Promise<void> {
  try {
    await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: scheduleGroup }));
  } catch (error) {
    if (!hasCode(error, 'ResourceNotFoundException')) throw error;
  }
}
