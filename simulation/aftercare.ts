import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../local/core/clients.ts';
import { readQueues } from '../scripts/redrive/queues.ts';
import { redrive } from '../scripts/redrive/redrive.ts';
import { carryOut, personIn } from './direct.ts';
import type { History } from './history.ts';
import { listAt, textAt } from './loose.ts';
import { accounts } from './places.ts';
import type { World } from './world.ts';

const hour = 60 * 60_000;
/** Cloud time between two looks of reconcile: what the first has begun is done by then, and the next comes at another hour of the day. */
const pause = 25 * hour;
/** Looks in which everything has to be repaired. */
const mostLooks = 6;

/**
 * What people do when the faults are over: they have done again what lies in the dead-letter queues, let reconcile look until it finds
 * nothing to do, and release what it holds back. Answers what the last look still did: nothing, when all is well.
 * @param letters how many lie in the queues
 */
export async function takeCare(world: World, history: History, letters: number): Promise<readonly string[]> {
  if (letters > 0) {
    // Whoever looked into the queues before has hidden their messages for half a minute.
    await world.clock.run({ until: world.clock.now() + hour });
    await redriveAll(world, history);
    await world.clock.run({ until: world.clock.now() + pause });
  }
  let done: readonly string[] = [];
  for (let look = 1; look <= mostLooks; look += 1) {
    const before = { changes: history.changes.length, events: history.events.length };
    note(world, history, 'reconcile looks');
    await world.reconcile();
    await world.clock.run({ until: world.clock.now() + pause });
    const events = history.events.slice(before.events).map(({ event }) => event);
    const held = events.flatMap((event) => (event['detail-type'] === 'Removal Held' ? (textAt(event.detail, 'data', 'hash') ?? []) : []));
    done = [...written(history, before.changes), ...events.flatMap((event) => (event['detail-type'] === 'Data Product Changed' ? ['it told Data Product Changed'] : []))];
    if (held.length > 0) await release(world, history, held);
    else if (done.length === 0) return [];
  }
  return done;
}

async function redriveAll({ cloud, clock }: World, history: History): Promise<void> {
  const session = cloud.sts.sessionFor(`arn:aws:iam::${accounts.consumer}:role/platform-admin`, 'redrive');
  const config = clientConfig(cloud, session);
  const [sqs, lambda] = [new SQSClient(config), new LambdaClient(config)];
  // Each function has a queue, and most are empty: to sign, write and read all these calls took a sixteenth of a simulation.
  sqs.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => {
        const answer = await cloud.perform({ ...session, service: 'sqs', operation: commandName.replace(/Command$/, ''), input });
        return { response: undefined, output: Object.assign({ $metadata: {} }, answer) };
      },
    { step: 'initialize', priority: 'high' },
  );
  const work = (async () => {
    for (const queue of await readQueues(sqs, 'dev')) {
      for (const { letter, failed } of await redrive(sqs, lambda, queue)) {
        history.notes.push({ time: clock.now(), text: `a person has ${letter.functionName} do ${letter.step} again${failed === undefined ? '' : `: ${failed}`}` });
      }
    }
  })();
  let ended = false;
  void work.finally(() => (ended = true)).catch(() => undefined);
  while (!ended) await clock.run({ until: clock.now() + 1000 });
  await work;
}

async function release(world: World, history: History, accept: readonly string[]): Promise<void> {
  const person = personIn(world.cloud, accounts.consumer, 'platform-admin');
  note(world, history, 'a person releases what reconcile holds back');
  const Detail = JSON.stringify({ data: { reason: 'person', accept } });
  const put = await carryOut(world.cloud, person, 'eventbridge', 'PutEvents', {
    Entries: [{ EventBusName: 'meshloop-dev', Source: 'meshloop', DetailType: 'Reconcile Requested', Detail }],
  });
  if (listAt(put, 'Entries').some((entry) => textAt(entry, 'ErrorCode') !== undefined)) throw new Error('a release was not accepted');
  await world.clock.run({ until: world.clock.now() + pause });
}

/** What changed anything that lasts. A query that proves access once a day does not, nor does its deadline. */
function written({ changes }: History, from: number): readonly string[] {
  return changes.slice(from).flatMap(({ service, operation, role }) => (['glue', 'lakeformation', 's3', 'sagemaker'].includes(service) ? [`${role} called ${service}:${operation}`] : []));
}

function note({ clock }: World, { notes }: History, text: string): void {
  notes.push({ time: clock.now(), text });
}
