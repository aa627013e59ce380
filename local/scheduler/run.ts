import type { Cloud } from '../core/cloud.ts';
import { fire } from './fire.ts';
import type { Schedule } from './model.ts';

// EventBridge Scheduler user guide, "What is EventBridge Scheduler": precision of one minute.
const PRECISION = 60_000;

/** Waits for the schedule's next time, invokes the target, and goes on until nothing is left. */
export function start(cloud: Cloud, schedule: Schedule, after = cloud.clock.now()): void {
  const { request, recurrence } = schedule;
  if (request.State === 'DISABLED') return;
  const now = cloud.clock.now();
  const due = recurrence.kind === 'at' ? recurrence.due : recurrence.next(Math.max(after, (request.StartDate?.getTime() ?? 0) - 1));
  const ended = due === undefined || (recurrence.kind === 'recurring' && request.EndDate !== undefined && due > request.EndDate.getTime());
  if (ended) {
    complete(schedule);
    return;
  }
  const window = (request.FlexibleTimeWindow?.MaximumWindowInMinutes ?? 0) * 60_000;
  const late = cloud.dice.next() * Math.max(PRECISION, window);
  schedule.timer = cloud.clock.timer(
    () => {
      fire(cloud, schedule, due);
      if (recurrence.kind === 'at') complete(schedule);
      else start(cloud, schedule, due);
    },
    due + late - now,
    { idle: recurrence.kind === 'recurring' },
  );
}

function complete(schedule: Schedule): void {
  schedule.timer = undefined;
  const { name, group, request } = schedule;
  // An update or a new schedule of the same name is not ours to delete.
  if (request.ActionAfterCompletion === 'DELETE' && group.schedules.get(name) === schedule) group.schedules.delete(name);
}
