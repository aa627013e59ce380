import type {
  ListMessageMoveTasksCommandInput,
  ListMessageMoveTasksCommandOutput,
  StartMessageMoveTaskCommandInput,
  StartMessageMoveTaskCommandOutput,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import { add, remove } from './queue.ts';
import type { Queues } from './queues.ts';

interface MoveTask {
  readonly handle: string;
  readonly source: string;
  readonly destination: string | undefined;
  readonly moved: number;
  readonly startedAt: number;
}

export function moveOperations(queues: Queues) {
  const tasks: MoveTask[] = [];
  return {
    /** Moves what came from other queues; dead letters of rules and functions cannot be moved (API reference, StartMessageMoveTask). */
    StartMessageMoveTask(input: StartMessageMoveTaskCommandInput, { cloud, caller }: Call): Output<StartMessageMoveTaskCommandOutput> {
      const source = queues.openArn(input.SourceArn ?? '', 'StartMessageMoveTask', cloud, caller);
      if (queues.sourcesOf(source.arn).length === 0)
        throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
      const destination =
        input.DestinationArn === undefined ? undefined : queues.openArn(input.DestinationArn, 'SendMessage', cloud, caller);
      const now = cloud.clock.now();
      const movable = source.messages.filter(
        ({ visibleAt, deadLetterSource }) => visibleAt <= now && (destination !== undefined || deadLetterSource !== undefined),
      );
      for (const message of movable) {
        const target = destination ?? queues.find(message.deadLetterSource ?? '');
        if (target === undefined)
          throw new AwsError(
            'ResourceNotFoundException',
            'The resource that you specified for the SourceArn parameter does not exist.',
            404,
          );
        remove(source, message);
        add(target, { ...message, deadLetterSource: undefined, receiveCount: 0, receipt: undefined });
      }
      const task = { handle: cloud.dice.uuid(), source: source.arn, destination: destination?.arn, moved: movable.length, startedAt: now };
      tasks.push(task);
      return { TaskHandle: task.handle };
    },

    ListMessageMoveTasks(input: ListMessageMoveTasksCommandInput, { cloud, caller }: Call): Output<ListMessageMoveTasksCommandOutput> {
      const source = queues.openArn(input.SourceArn ?? '', 'ListMessageMoveTasks', cloud, caller);
      const found = tasks
        .filter((task) => task.source === source.arn)
        .toReversed()
        .slice(0, input.MaxResults ?? 1);
      return {
        Results: found.map((task) => ({
          Status: 'COMPLETED',
          SourceArn: task.source,
          DestinationArn: task.destination,
          ApproximateNumberOfMessagesMoved: task.moved,
          ApproximateNumberOfMessagesToMove: task.moved,
          StartedTimestamp: task.startedAt,
        })),
      };
    },
  };
}
