import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { summarise, type Summary } from '../../local/scenario/summary.ts';
import { interceptDeliveries, type Delivery } from '../support/deliveries.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';

let versions: Versions;
let expected: Effects;
beforeAll(async () => {
  versions = await creditVersions(300);
  expected = await playOnce();
});
afterAll(() => versions.dispose());

const minute = 60_000;

interface Effects {
  readonly link: Summary['link'];
  readonly grants: Summary['grants'];
  readonly profiles: number;
  readonly executions: readonly string[];
}

/** What the loop left behind: each of these must be there once, however its events came. */
async function effects(loop: Loop): Promise<Effects> {
  const bucket = `meshloop-dev-${loop.names.accounts.consumer}-${loop.names.region}`;
  const profiles = loop.cloud.s3.list(bucket, 'profiles/').filter(({ key }) => /\/[0-9a-f]{16}-\d{8}T\d{9}Z\.json$/.test(key) && !key.includes('/work/'));
  const summary = await summarise({ cloud: loop.cloud, names: loop.names, link: loop.names.link, pipelines: loop.names.pipelines, seen: [], rows: 0, seconds: 0 });
  return { link: summary.link, grants: summary.grants, profiles: profiles.length, executions: summary.executions.map(({ status, reason }) => `${status}: ${reason}`) };
}

/** The effects of each event delivered once, in order. */
async function playOnce(): Promise<Effects> {
  const loop = await startLoop();
  await loop.people.register(versions.first);
  await loop.clock.run();
  await loop.people.reRegister(versions.shifted, 2);
  await loop.clock.run();
  const found = await effects(loop);
  await loop.close();
  return found;
}

describe('the same event ten times', () => {
  test('has the effects of one: one link, one grant set, one profile per version, one execution per decision', async () => {
    expect(expected).toMatchObject({ profiles: 2, executions: ['Succeeded: first training', 'Succeeded: drift'] });
    const loop = await startLoop();
    interceptDeliveries(loop, ({ event, deliver }) => {
      // AWS's own events come ten times; ours multiply on the way, as each of those ten is handled.
      for (let time = 0; time < (event.source.startsWith('aws.') ? 10 : 1); time += 1) loop.cloud.clock.timer(deliver, time * 700);
    });

    await loop.people.register(versions.first);
    await loop.clock.run();
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();

    expect(await effects(loop)).toEqual(expected);
    await loop.close();
  });
});

describe('the events of one window', () => {
  test.each([1, 2, 3, 4, 5])('in any order (seed %i) have the same effects', async (seed) => {
    const dice = new SeededDice(seed);
    const loop = await startLoop();
    const held: Delivery[] = [];
    let isHolding = true;
    interceptDeliveries(loop, (delivery) => {
      if (isHolding && delivery.functionName === 'notice-change') held.push(delivery);
      else delivery.deliver();
    });

    await loop.people.register(versions.first);
    await loop.clock.advance(minute);
    isHolding = false;
    const shuffled = held.map((delivery) => ({ delivery, place: dice.next() })).toSorted((a, b) => a.place - b.place);
    expect(shuffled.length).toBeGreaterThan(3);
    for (const { delivery } of shuffled) {
      delivery.deliver();
      await loop.clock.advance(500);
    }
    await loop.clock.run();
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();

    expect(await effects(loop)).toEqual(expected);
    await loop.close();
  });

  test('cause one profile, however many there are', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();

    for (let version = 2; version < 40; version += 1) await loop.people.reRegister(versions.shifted, version);
    await loop.clock.run();

    expect(await effects(loop)).toMatchObject({ profiles: 2, executions: ['Succeeded: first training', 'Succeeded: drift'] });
    await loop.close();
  });
});

describe('a change that arrives while its window closes', () => {
  // Deliveries take a second or two: from well before the window's end to well after the settle schedule fired.
  const offsets = Array.from({ length: 12 }, (_, index) => -12_000 + index * 9_000);

  test.each(offsets)('%i ms from its end is not lost', async (offset) => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();
    await loop.people.reRegister(versions.first, 2);
    await loop.clock.advance(10_000);
    const end = windowEnd(loop);

    await loop.clock.run({ until: end + offset });
    await loop.people.reRegister(versions.shifted, 3);
    await loop.clock.run();

    expect((await effects(loop)).executions).toEqual(['Succeeded: first training', 'Succeeded: drift']);
    await loop.close();
  });

  /** The change id ends in the end of its window. */
  function windowEnd(loop: Loop): number {
    const changed = loop.mesh().findLast((event) => event['detail-type'] === 'Data Product Changed');
    const [, end = ''] = /-(\d{8}T\d{9}Z)/.exec(JSON.stringify(changed?.detail)) ?? [];
    return Date.parse(end.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\d)(\d{3}Z)$/, '$1-$2-$3:$4:$5.$6'));
  }
});
