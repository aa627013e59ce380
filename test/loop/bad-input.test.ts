import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../local/core/service.ts';
import { summarise } from '../../local/scenario/summary.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(1000);
});
afterAll(() => versions.dispose());

const functions = globSync('functions/*.ts').map((file) => basename(file, '.ts'));

const glueChange = {
  version: '0',
  id: '6b1f6d5e-0000-4000-8000-000000000001',
  'detail-type': 'Glue Data Catalog Table State Change',
  source: 'aws.glue',
  account: '111111111111',
  time: '2026-11-22T09:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail: { databaseName: 'credit_risk', tableName: 'applications', typeOfChange: 'UpdateTable', changedPartitions: [] },
};

const malformed: Readonly<Record<string, unknown>> = {
  nothing: null,
  text: 'an event',
  'an empty object': {},
  'another event': { ...glueChange, 'detail-type': 'EC2 Instance State-change Notification', source: 'aws.ec2' },
  'no detail': { ...glueChange, detail: undefined },
  'a prototype key': JSON.parse('{"version":"0","detail-type":"Data Product Changed","source":"meshloop","detail":{"__proto__":{"metadata":{}}}}'),
};

/** Hands an event to a function as a rule would, and gives what came of it when all retries are over. */
async function send(loop: Loop, functionName: string, event: unknown) {
  const name = `meshloop-${loop.names.stage}-${functionName}`;
  const { consumer } = loop.names.accounts;
  const before = loop.seen.length;
  const arn = `arn:aws:lambda:${loop.names.region}:${consumer}:function:${name}`;
  const { accountId, roleArn } = { accountId: consumer, roleArn: `arn:aws:iam::${consumer}:role/platform-admin` };
  const person: Caller = { accountId, roleArn, arn: `arn:aws:sts::${consumer}:assumed-role/platform-admin/test`, accessKeyId: consumer };
  loop.cloud.lambda.invokeAsync(arn, event, person);
  await loop.clock.run();
  const after = loop.seen.slice(before);
  return {
    calls: after.filter((each) => each.kind === 'call' && each.caller.arn.includes(`assumed-role/${name}/`) && each.service !== 'sqs'),
    deadLetters: after.flatMap((each) => (each.kind === 'invocation' && each.phase === 'dead-lettered' ? [each.error ?? ''] : [])),
    logs: after.flatMap((each) => (each.kind === 'log' ? [each.line] : [])),
  };
}

/** A loop at rest, in which nothing comes of itself: no hourly reconcile, and the one after the deployment is over. */
async function startQuietLoop(): Promise<Loop> {
  const loop = await startLoop({
    edit: (resources) => Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::Scheduler::Schedule')),
  });
  await loop.clock.run();
  return loop;
}

describe('a malformed event', () => {
  // show-products gets no events: the dashboard asks it and waits for the answer.
  test.each(functions.filter((name) => name !== 'show-products'))('is refused by %s without a call, and kept', async (functionName) => {
    const loop = await startQuietLoop();
    for (const [kind, event] of Object.entries(malformed)) {
      const { calls, deadLetters } = await send(loop, functionName, event);
      expect({ kind, calls }).toEqual({ kind, calls: [] });
      expect({ kind, deadLetters }).toEqual({ kind, deadLetters: [expect.stringContaining('BadEvent')] });
    }
    await loop.close();
  });

  test('of a foreign account changes nothing', async () => {
    const loop = await startLoop();
    const { calls, deadLetters, logs } = await send(loop, 'notice-change', { ...glueChange, account: '999999999999' });
    expect(calls).toEqual([]);
    expect(deadLetters).toEqual([expect.stringMatching(/BadEvent.*account/s)]);
    expect(logs.join('\n')).toContain('BadEvent');
    await loop.close();
  });
});

describe('a table with a hostile name', () => {
  const hostile = 'x"; drop table y; --';

  test('is linked, profiled and trained on like any other', async () => {
    const loop = await startLoop({
      mesh: (mesh) => ({
        ...mesh,
        subscriptions: mesh.subscriptions.map((each) => ({ ...each, models: each.models.map((model) => ({ ...model, table: hostile })) })),
      }),
    });
    expect(loop.names.table).toBe(hostile);

    await loop.people.register(versions.first);
    await loop.clock.run();
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();

    const summary = await summarise({ cloud: loop.cloud, names: loop.names, link: loop.names.link, pipelines: loop.names.pipelines, seen: loop.seen, rows: 0, seconds: 0 });
    expect(summary.columns.filter(({ drifted }) => drifted).map(({ name }) => name).toSorted()).toEqual(['age', 'amount']);
    expect(summary.executions.map(({ reason }) => reason)).toEqual(['first training', 'drift']);
    const queries = loop.seen.flatMap((each) => (each.kind === 'call' && each.operation === 'StartQueryExecution' ? [JSON.stringify(each.input)] : []));
    expect(queries.length).toBeGreaterThan(3);
    expect(queries.every((query) => query.includes(String.raw`\"x\"\"; drop table y; --\"`))).toBe(true);
    await loop.close();
  });
});
