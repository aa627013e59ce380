import type {
  CancelReplayCommandInput,
  CancelReplayCommandOutput,
  DescribeReplayCommandInput,
  DescribeReplayCommandOutput,
  ListReplaysCommandInput,
  Replay as ReplaySummary,
  ListReplaysCommandOutput,
  StartReplayCommandInput,
  StartReplayCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { page } from '../core/pages.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import { archived } from './archives.ts';
import type { Archives } from './archives.ts';
import type { Buses } from './buses.ts';
import type { Replay } from './model.ts';
import { accountOf, assertOneFilter, validation } from './names.ts';
import type { Router } from './router.ts';

// EventBridge quotas: concurrent replays. The pause between two minutes of events is ours; AWS names none.
const MOST_REPLAYS = 10;
const PAUSE = 1_000;

export function replayOperations(archives: Archives, buses: Buses, router: Router) {
  const run = (replay: Replay, { cloud }: Call): void => {
    const bus = buses.find(replay.busArn);
    const archive = archives.all.get(replay.archiveArn);
    const cancelled = replay.state === 'CANCELLING';
    if (bus === undefined || archive === undefined || cancelled) {
      finish(replay, cancelled ? 'CANCELLED' : 'FAILED', cloud.clock.now());
      return;
    }
    replay.state = 'RUNNING';
    for (const event of archived(cloud, archive, replay.from, replay.to)) {
      replay.lastReplayed = Date.parse(event.time);
      const arrival = { event: { ...event, 'replay-name': replay.name }, forwarded: false };
      router.route(bus, replay.filter === undefined ? arrival : { ...arrival, onlyRules: replay.filter });
    }
    cloud.clock.timer(() => finish(replay, replay.state === 'CANCELLING' ? 'CANCELLED' : 'COMPLETED', cloud.clock.now()), PAUSE);
  };

  return {
    StartReplay(input: StartReplayCommandInput, call: Call): Output<StartReplayCommandOutput> {
      const { cloud, caller, region } = call;
      const name = input.ReplayName ?? '';
      if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) throw validation(`Replay name ${name} is not valid.`);
      const arn = replayArn(name, caller.accountId, region);
      if (archives.replays.has(arn)) throw new AwsError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
      if (!/:event-bus\//.test(input.Destination?.Arn ?? '')) throw validation('Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.');
      buses.own(input.Destination?.Arn, caller.accountId);
      const archive = archives.all.get(input.EventSourceArn ?? '');
      if (archive === undefined || accountOf(archive.arn) !== caller.accountId) {
        const name = String(input.EventSourceArn).split('/').at(-1);
        throw validation(`Parameter EventSourceArn is not valid. Reason: Archive ${name} does not exist.`);
      }
      // A replay goes back to the bus that the archive is of, and nowhere else (EventBridge user guide, "Replaying archived events").
      if (input.Destination?.Arn !== archive.busArn)
        throw validation('Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.');
      const running = [...archives.replays.values()].filter(
        (replay) => accountOf(replay.arn) === caller.accountId && replay.endedAt === undefined,
      );
      if (running.length >= MOST_REPLAYS)
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      const [from, to] = [input.EventStartTime?.getTime() ?? 0, input.EventEndTime?.getTime() ?? 0];
      if (from >= to) throw validation('Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.');
      const startedAt = cloud.clock.now();
      const replay: Replay = {
        name,
        arn,
        archiveArn: archive.arn,
        busArn: archive.busArn,
        filter: input.Destination?.FilterArns,
        from,
        to,
        startedAt,
        description: input.Description,
        state: 'STARTING',
        endedAt: undefined,
        lastReplayed: undefined,
      };
      archives.replays.set(arn, replay);
      cloud.clock.timer(() => run(replay, call), PAUSE);
      return { ReplayArn: arn, State: 'STARTING', ReplayStartTime: new Date(startedAt) };
    },

    DescribeReplay(input: DescribeReplayCommandInput, call: Call): Output<DescribeReplayCommandOutput> {
      const replay = ownReplay(archives, input.ReplayName, call);
      return {
        ReplayArn: replay.arn,
        Description: replay.description,
        Destination: { Arn: replay.busArn, ...(replay.filter === undefined ? {} : { FilterArns: [...replay.filter] }) },
        ...summary(replay),
      };
    },

    ListReplays(input: ListReplaysCommandInput, { caller }: Call): Output<ListReplaysCommandOutput> {
      assertOneFilter('ListReplays', [input.State, input.EventSourceArn, input.NamePrefix]);
      const found = [...archives.replays.values()].filter(
        ({ arn, name, state, archiveArn }) =>
          accountOf(arn) === caller.accountId &&
          name.startsWith(input.NamePrefix ?? '') &&
          (input.State === undefined || state === input.State) &&
          (input.EventSourceArn === undefined || archiveArn === input.EventSourceArn),
      );
      const { items, nextToken } = page(found, input.NextToken, input.Limit ?? 100, 'ValidationException');
      return { Replays: items.map(summary), NextToken: nextToken };
    },

    CancelReplay(input: CancelReplayCommandInput, call: Call): Output<CancelReplayCommandOutput> {
      const replay = ownReplay(archives, input.ReplayName, call);
      // A replay can be cancelled while it is starting or running (EventBridge API reference, CancelReplay: IllegalStatusException).
      if (replay.state !== 'STARTING' && replay.state !== 'RUNNING')
        throw new AwsError('IllegalStatusException', `Replay ${replay.name} is not in a valid state for this operation.`);
      replay.state = 'CANCELLING';
      return { ReplayArn: replay.arn, State: 'CANCELLING' };
    },
  };
}

export function replayArn(name: string, account: string, region: string): string {
  return `arn:aws:events:${region}:${account}:replay/${name}`;
}

function ownReplay(archives: Archives, name: string | undefined, { caller, region }: Call): Replay {
  const replay = archives.replays.get(replayArn(name ?? '', caller.accountId, region));
  if (replay === undefined) throw new AwsError('ResourceNotFoundException', `Replay ${String(name)} does not exist.`);
  return replay;
}

function finish(replay: Replay, state: Replay['state'], now: number): void {
  replay.state = state;
  replay.endedAt = now;
}

function summary(replay: Replay): ReplaySummary {
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.archiveArn,
    State: replay.state,
    EventStartTime: new Date(replay.from),
    EventEndTime: new Date(replay.to),
    EventLastReplayedTime: replay.lastReplayed === undefined ? undefined : new Date(replay.lastReplayed),
    ReplayStartTime: new Date(replay.startedAt),
    ReplayEndTime: replay.endedAt === undefined ? undefined : new Date(replay.endedAt),
  };
}
