import { beforeAll, describe, expect, test } from 'vitest';
import { bundleFunctions } from '../../simulation/code.ts';
import { bugs } from '../../simulation/bugs/index.ts';
import { KillSimulator, type Case } from '../../simulation/kills/simulate.ts';

/** Milliseconds; a minute or two on a machine that does nothing else. */
const busy = 1_200_000;

let simulator: KillSimulator;
beforeAll(async () => {
  simulator = await KillSimulator.prepare(await bundleFunctions());
}, busy);

const numbers = (wanted: (each: Case, index: number) => boolean) => simulator.cases.flatMap((each, index) => (wanted(each, index) ? [index + 1] : []));

async function reports(seeds: readonly number[]): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const seed of seeds) {
    const { failure } = await simulator.simulate(seed);
    if (failure !== undefined) failed.push(failure.report);
  }
  return failed;
}

describe('a function that dies between two of its calls', () => {
  test('is one of every function that events wake, and in every class of failure', () => {
    const functions = new Set(simulator.cases.map(({ kill }) => kill.functionName));
    expect([...functions].toSorted()).toEqual(
      [
        'accept-share', 'audit-access', 'check-drift', 'collect-profile', 'confirm-access', 'confirm-refresh', 'finish-retraining', 'grant-access', 'link-product', 'notice-asset',
        'notice-change', 'profile-data', 'reconcile', 'refresh-catalog', 'review-model', 'start-retraining',
      ].map((name) => `meshloop-dev-${name}`),
    );
    const classes = ['retry', 'coalesced', 'already done', 'not yet visible', 'throttled', 'denied', 'gone', 'invalid'];
    const references = new Map(simulator.cases.map(({ scenario, reference }) => [scenario.name, reference]));
    expect(classes.filter((name) => references.get(name)?.failures.has(name) !== true)).toEqual([]);
  });

  test('leaves no trace in the main course, wherever it dies', async () => {
    const seeds = numbers(({ scenario, kill }) => scenario.name === 'main' && kill.times === 1);
    expect(seeds.length).toBeGreaterThan(400);
    expect(await reports(seeds)).toEqual([]);
  }, busy);

  // All of them: npm run simulate -- --room kills.
  test('leaves no trace in a part of all other courses, once, twice or until Lambda gives it up', async () => {
    expect(await reports(numbers((_, index) => index % 41 === 40))).toEqual([]);
  }, busy);

  test('shows where an event is told only by the attempt that did the work', async () => {
    const bug = bugs.find(({ name }) => name === 'event-lost-on-retry');
    const buggy = await KillSimulator.prepare(await bundleFunctions(bug));
    const seeds = buggy.cases.flatMap(({ scenario, kill }, index) => (scenario.name === 'main' && kill.times === 1 && kill.functionName.endsWith('link-product') ? [index + 1] : []));
    const found = [];
    for (const seed of seeds.slice(0, 30)) found.push((await buggy.simulate(seed)).failure);
    expect(found.filter((failure) => failure !== undefined)).not.toEqual([]);
  }, busy);
});
