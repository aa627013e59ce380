import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { applyFaults } from '../../local/faults/index.ts';
import { proofDue } from '../../shared/catalog/proof-plan.ts';
import { creditRisk } from '../shared/catalog/meshes.ts';
import { interceptDeliveries } from '../support/deliveries.ts';
import { creditVersions, startLoop, without, type Loop, type Versions } from '../support/loop.ts';
import { bySteward, deployMesh, failuresOf, heldBy, metricsOf, reconcile, subscribed, writesBy } from '../support/mesh-people.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

const hour = 3_600_000;
const scientist = 'arn:aws:iam::222222222222:role/data-scientist';
const paused = subscribed(() => ({ paused: true }));

const canaries = (loop: Loop, from: number) =>
  loop.seen.slice(from).filter((each) => each.kind === 'call' && each.operation === 'StartQueryExecution' && JSON.stringify(each.input).includes('queries/access/'));

/** Central takes back from the account what it has shared by tags. */
async function revoke(loop: Loop, ResourceType: 'DATABASE' | 'TABLE', Permissions: ('SELECT' | 'DESCRIBE')[]): Promise<void> {
  const { accounts, tag } = loop.names;
  const LFTagPolicy = { CatalogId: accounts.central, ResourceType, Expression: [{ TagKey: tag.key, TagValues: [...tag.values] }] };
  await bySteward(loop, 'lakeformation', new RevokePermissionsCommand({ Principal: { DataLakePrincipalIdentifier: accounts.consumer }, Resource: { LFTagPolicy }, Permissions, PermissionsWithGrantOption: Permissions }));
}

/** On to the next hour in which the product is proved, or to one beside it. */
async function toProof(loop: Loop, offset: number): Promise<void> {
  const { database, table } = loop.names;
  const subscription = { ...creditRisk, name: 'credit-risk', tables: ['*'] };
  let time = Math.floor(loop.clock.now() / hour) * hour + hour;
  while (proofDue(subscription, database, [table], time - offset * hour) === undefined) time += hour;
  await loop.clock.advance(time - loop.clock.now());
}

/** Nothing that central tells arrives. */
function deafen(loop: Loop): void {
  interceptDeliveries(loop, ({ functionName, deliver }) => {
    if (functionName !== 'notice-change') deliver();
  });
}

describe('the query that proves access', () => {
  test('is run again once a day, and tells when central has narrowed what it shares', async () => {
    // The schedule is the test's own: of the hours only those that matter are played.
    const loop = await startLoop({ mesh: paused, edit: (resources, stack) => (stack === 'central' ? resources : without(resources, 'ReconcileSchedule')) });
    await loop.people.register(versions.first);
    await loop.clock.run();
    expect(loop.types()).toContain('Access Granted');
    deafen(loop);
    const granted = () => loop.types().filter((type) => type === 'Access Granted').length;
    const before = { seen: loop.seen.length, granted: granted() };

    await toProof(loop, -1);
    await reconcile(loop, { reason: 'schedule' });
    expect(canaries(loop, before.seen)).toHaveLength(0);
    await toProof(loop, 0);
    await reconcile(loop, { reason: 'schedule' });
    expect(granted()).toBe(before.granted + 1);
    await reconcile(loop, { reason: 'schedule' });
    expect(granted()).toBe(before.granted + 1);

    await revoke(loop, 'TABLE', ['SELECT']);
    await toProof(loop, 0);
    await reconcile(loop, { reason: 'schedule' });

    expect(granted()).toBe(before.granted + 1);
    expect(failuresOf(loop).map(({ code }) => code)).toContain('NotReadable');
    expect(await metricsOf(loop)).toContain('NotReadable');
    await loop.close();
  });

  test('has an hour of its own for each database, and another table each day', () => {
    const of = (database: string, time: number) => proofDue(creditRisk, database, ['b', 'a'], time);
    const day = Array.from({ length: 24 }, (_, index) => index * hour);
    const hours = (database: string) => day.filter((time) => of(database, time) !== undefined);

    const many = Array.from({ length: 2000 }, (_, index) => `product_${index}`);
    expect(new Set(many.map((database) => hours(database).length))).toEqual(new Set([1]));
    // Of 2,000 products 83 come to each hour; a hash that spreads them evenly is within 40 of that.
    const each = day.map((time) => many.filter((database) => of(database, time) !== undefined).length);
    expect(Math.max(...each)).toBeLessThan(83 + 40);
    const [own = 0] = hours('alpha');
    expect([0, 1, 2].map((days) => of('alpha', own + days * 24 * hour)?.table)).toEqual(['a', 'b', 'a']);
    expect(proofDue(creditRisk, 'alpha', [], own)).toBeUndefined();
  });
});

describe('invitations', () => {
  const outside = { organization: ['111111111111', '333333333333'] };

  /** AWS RAM's own events are lost; before a moment, so is all that would wake accept-share. */
  function withoutRam(loop: Loop, before = 0): void {
    interceptDeliveries(loop, ({ functionName, event, deliver }) => {
      const isLost = functionName === 'accept-share' && (loop.clock.now() < before || JSON.stringify(event).includes('aws.ram'));
      if (!isLost) deliver();
    });
  }

  test('are read again by reconcile: what waits is accepted though AWS RAM told nobody', async () => {
    const loop = await startLoop({ ...outside, mesh: paused });
    withoutRam(loop);
    await loop.people.register(versions.first);
    await loop.clock.advance(5 * 60_000);
    expect(loop.types()).not.toContain('Data Product Linked');

    await loop.clock.advance(2 * hour + 60_000);

    expect(loop.types()).toEqual(expect.arrayContaining(['Data Product Linked', 'Access Granted']));
    await loop.close();
  });

  test('that expired are told with the remedy, here and on central’s own bus', async () => {
    const loop = await startLoop({ ...outside, mesh: paused });
    withoutRam(loop, loop.clock.now() + 12 * hour);
    await loop.people.register(versions.first);
    await loop.clock.advance(12 * hour + 60_000);

    await reconcile(loop);

    const blocked = loop.mesh().filter((event) => event['detail-type'] === 'Share Blocked');
    expect(blocked.map(({ detail }) => detail)).toMatchObject(blocked.map(() => ({ data: { reason: 'expired', remedy: expect.stringContaining('Account 111111111111 revokes') } })));
    expect(blocked.length).toBeGreaterThan(0);
    expect(loop.seen.filter((each) => each.kind === 'event' && each.account === '111111111111' && each.event['detail-type'] === 'Share Blocked').length).toBeGreaterThan(0);
    await loop.close();
  });
});

describe('a share that central withdraws', () => {
  test.each(['InvalidInputException: No permissions revoked. Grantee has no permissions and no grantable permissions on resource.'])(
    'and whose grants went with it (%s): that is as good as taken',
    async (answer) => {
      const loop = await startLoop({ mesh: paused });
      await loop.people.register(versions.first);
      await loop.clock.advance(4 * 60_000);
      deafen(loop);
      await revoke(loop, 'TABLE', ['SELECT', 'DESCRIBE']);
      await revoke(loop, 'DATABASE', ['DESCRIBE']);
      const [code = '', message = ''] = answer.split(': ');
      const match = { service: 'lakeformation', operation: 'BatchRevokePermissions', role: '*reconcile*' };
      const entries = Array.from({ length: 20 }, (_, index) => index);
      applyFaults(loop.cloud, { faults: [{ kind: 'call', match, effect: { failsInPart: { entries, code, message } } }] });

      await reconcile(loop);
      const before = loop.seen.length;
      await reconcile(loop);

      expect(writesBy(loop, before).filter((operation) => operation !== 'PutEvents')).toEqual([]);
      expect(failuresOf(loop)).toEqual([]);
      await loop.close();
    },
  );
});

describe('paused: true, and then no more', () => {
  test('access stays; the deployment that ends the pause starts the run that was held', async () => {
    const loop = await startLoop({ mesh: paused });
    await loop.people.register(versions.first);
    await loop.clock.run();
    expect(loop.types()).toContain('Retraining Requested');
    expect(loop.types()).not.toContain('Retraining Started');
    expect(await heldBy(loop, scientist)).toHaveLength(3);

    await deployMesh(loop, (mesh) => mesh);
    await tellDeployed(loop);

    expect(loop.types().filter((type) => type === 'Retraining Started')).toHaveLength(1);
    expect(await heldBy(loop, scientist)).toHaveLength(3);
    await loop.close();
  });
});

/** CloudFormation tells that the consumer's stack was updated. */
async function tellDeployed(loop: Loop): Promise<void> {
  const { consumer } = loop.names.accounts;
  const events = new EventBridgeClient(clientConfig(loop.cloud, consumer));
  const { EventPattern = '{}' } = await events.send(new DescribeRuleCommand({ Name: 'meshloop-dev-reconcile-deployed' }));
  const stackId = String(JSON.parse(EventPattern).detail['stack-id'][0]);
  loop.cloud.events.emit(consumer, {
    source: 'aws.cloudformation',
    detailType: 'CloudFormation Stack Status Change',
    detail: { 'stack-id': stackId, 'status-details': { status: 'UPDATE_COMPLETE', 'status-reason': '' }, 'client-request-token': '' },
    resources: [stackId],
  });
  await loop.clock.run();
}
