import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { VirtualClock } from '../../local/core/virtual-clock.ts';
import { clientConfig } from '../../local/core/clients.ts';
import type { LocalCloud } from '../../local/cloud.ts';
import { readQueues } from '../../scripts/redrive/queues.ts';
import { redrive } from '../../scripts/redrive/redrive.ts';
import { classify } from '../../shared/runtime/failure.ts';
import { textAt } from '../loose.ts';
import { emptyHistory, follow } from '../history.ts';
import { SimulatedPeople } from '../people.ts';
import { accounts, start } from '../places.ts';
import type { Worlds } from '../world.ts';
import { readEnding, type Ending } from './ending.ts';
import { killIn, type Kill } from './kill.ts';
import type { Scenario, Stage } from './scenario.ts';

const hour = 3_600_000;
/** Cloud time for what people and events have begun: a rule's target is tried for a day, a run is looked after for hours. */
const rest = 4 * 24 * hour;

/** One attempt of a function, in the order of their ends. */
export interface Attempt {
  readonly functionName: string;
  readonly requests: number;
}

export interface Played {
  readonly ending: Ending;
  /** In the order in which they began. */
  readonly attempts: readonly Attempt[];
  /** Events that were given up and had to be redriven. */
  readonly redriven: number;
  /** Classes of what the functions' calls failed with, and of what people were told. */
  readonly failures: ReadonlySet<string>;
}

/**
 * Plays a scenario, with a kill where one is given, and brings it to rest as a person would: what was given up is redriven within the
 * day, and at the end reconcile looks.
 */
export async function play(worlds: Worlds, { mesh, acts, troubles, organization }: Scenario, kill?: Kill): Promise<Played> {
  const world = await worlds.open('kills', mesh, troubles, organization);
  const { cloud, clock } = world;
  try {
    const history = emptyHistory();
    follow(cloud, history, accounts.consumer);
    const attempts = followAttempts(cloud);
    const failures = followFailures(cloud);
    if (kill !== undefined) killIn(cloud, kill);
    const letters = new Letters(cloud, clock);
    const stage: Stage = { cloud, people: new SimulatedPeople(cloud, (name) => world.deploy(name), () => world.reconcile()), faults: [] };
    for (const act of acts) {
      // Somebody looks at the queues before the day is over, and before anything else is done.
      if (start + act.at - clock.now() > 12 * hour) {
        await clock.run({ until: start + act.at - 6 * hour });
        await letters.redrive();
      }
      await clock.run({ until: start + act.at });
      await act.do(stage);
    }
    const settled = start + (acts.at(-1)?.at ?? 0) + rest;
    await clock.run({ until: settled });
    await letters.redrive();
    await clock.run({ until: settled + 12 * hour });
    await world.reconcile();
    await clock.run({ until: settled + 24 * hour });
    await letters.redrive();
    await clock.run({ until: settled + 48 * hour });
    return { ending: await readEnding(cloud, history, clock.pending), attempts, redriven: letters.redriven, failures };
  } finally {
    await cloud.close();
  }
}

function followAttempts(cloud: LocalCloud): readonly Attempt[] {
  const attempts: { functionName: string; requests: number }[] = [];
  const running = new Map<string, { functionName: string; requests: number }[]>();
  cloud.watch.subscribe((seen) => {
    if (seen.kind !== 'invocation' || seen.phase === 'dead-lettered') return;
    const { functionName, requests = 0 } = seen;
    const open = running.get(functionName) ?? [];
    running.set(functionName, open);
    if (seen.phase === 'started') {
      const attempt = { functionName, requests: 0 };
      attempts.push(attempt);
      open.push(attempt);
    } else {
      // Of attempts at once it is open which one ended: then each is taken for the longest.
      const ended = open.shift();
      for (const each of [...open, ...(ended === undefined ? [] : [ended])]) each.requests = Math.max(each.requests, requests);
    }
  });
  return attempts;
}

function followFailures(cloud: LocalCloud): ReadonlySet<string> {
  const failures = new Set<string>();
  cloud.watch.subscribe((seen) => {
    if (seen.kind === 'call' && seen.error !== undefined && seen.caller.roleArn?.includes(':role/meshloop-') === true) {
      const [name = '', ...message] = seen.error.split(': ');
      failures.add(classify(Object.assign(new Error(message.join(': ')), { name })).failure);
    }
    if (seen.kind === 'event' && seen.event['detail-type'] === 'Sync Failed') failures.add(textAt(seen.event.detail, 'data', 'failure') ?? '');
  });
  return failures;
}

/** The dead-letter queues, and the command that empties them. */
class Letters {
  readonly #cloud: LocalCloud;
  readonly #clock: VirtualClock;
  #waiting = 0;
  redriven = 0;

  constructor(cloud: LocalCloud, clock: VirtualClock) {
    this.#cloud = cloud;
    this.#clock = clock;
    cloud.watch.subscribe((seen) => {
      if (seen.kind === 'invocation' && seen.phase === 'dead-lettered') this.#waiting += 1;
    });
  }

  /** What fails again is tried twice more: a kill may wait for it there too. */
  async redrive(): Promise<void> {
    const config = clientConfig(this.#cloud, accounts.consumer);
    const [sqs, lambda] = [new SQSClient(config), new LambdaClient(config)];
    for (let round = 0; round < 3 && this.#waiting > 0; round += 1) {
      this.#waiting = 0;
      for (const queue of await this.#through(readQueues(sqs, 'dev'))) {
        for (const { failed } of await this.#through(redrive(sqs, lambda, queue))) {
          this.redriven += 1;
          if (failed !== undefined) this.#waiting += 1;
        }
      }
      await this.#clock.run({ until: this.#clock.now() + hour });
    }
  }

  /** The result of work that waits on the cloud's clock. */
  async #through<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const result = work.finally(() => {
      ended = true;
    });
    while (!ended) await this.#clock.run({ until: this.#clock.now() + 1000 });
    return await result;
  }
}
