import { CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand, LakeFormationClient, type GrantPermissionsCommandInput } from '@aws-sdk/client-lakeformation';
import {
  AcceptResourceShareInvitationCommand,
  GetResourceShareInvitationsCommand,
  RAMClient,
  RejectResourceShareInvitationCommand,
  type ResourceShareInvitation,
} from '@aws-sdk/client-ram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { metric } from '../support/databases.ts';
import { interceptDeliveries } from '../support/deliveries.ts';
import { creditVersions, startLoop, type Loop, type LoopOptions, type Versions } from '../support/loop.ts';

const [CENTRAL, CONSUMER, PRODUCER] = ['111111111111', '222222222222', '333333333333'];
const hour = 3_600_000;

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(300);
});
afterAll(() => versions.dispose());

/** The consumer is in an Organization of its own: what is shared with it comes with an invitation. */
const outside: LoopOptions = { organization: [CENTRAL, PRODUCER] };

const events = (loop: Loop, type: string, account = CONSUMER) =>
  loop.seen.flatMap((each) => (each.kind === 'event' && each.account === account && each.event['detail-type'] === type ? [each.event.detail] : []));
const calls = (loop: Loop, operation: string) =>
  loop.seen.flatMap((each) => (each.kind === 'call' && each.operation === operation && each.caller.roleArn !== undefined ? [each] : []));
const accepts = (loop: Loop) => calls(loop, 'AcceptResourceShareInvitation');
const client = <T>(loop: Loop, make: new (config: ReturnType<typeof clientConfig>) => T, account: string) => new make(clientConfig(loop.cloud, account));

async function invitations(loop: Loop): Promise<ResourceShareInvitation[]> {
  const { resourceShareInvitations = [] } = await client(loop, RAMClient, CONSUMER).send(new GetResourceShareInvitationsCommand({ maxResults: 50 }));
  return resourceShareInvitations;
}

/** Nobody accepts: what AWS RAM tells does not reach accept-share until the answer is called. */
function withhold(loop: Loop): () => void {
  const held: (() => void)[] = [];
  let holding = true;
  interceptDeliveries(loop, ({ functionName, deliver }) => {
    if (holding && functionName === 'accept-share') held.push(deliver);
    else deliver();
  });
  return () => {
    holding = false;
    for (const deliver of held) deliver();
  };
}

async function grantInCentral(loop: Loop, input: GrantPermissionsCommandInput): Promise<void> {
  const lake = new LakeFormationClient(clientConfig(loop.cloud, await loop.people.session('central', 'data-steward')));
  await lake.send(new GrantPermissionsCommand(input));
}

describe('pitfall 1: inside one Organization there is no invitation', () => {
  test('the share is used as it is', async () => {
    const loop = await startLoop();

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(await invitations(loop)).toEqual([]);
    expect(accepts(loop)).toEqual([]);
    expect(loop.types()).toContain('Access Granted');
    await loop.close();
  });

  test('the association alone makes the link, when everything that central forwards is lost', async () => {
    const loop = await startLoop();
    interceptDeliveries(loop, ({ functionName, deliver }) => {
      if (functionName !== 'notice-change') deliver();
    });

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(events(loop, 'Data Product Changed')).toMatchObject([{ data: { change: 'ResourceShareAssociated' } }, { data: { change: 'ResourceShareAssociated' } }]);
    expect(loop.types()).toContain('Access Granted');
    await loop.close();
  });
});

describe('pitfalls 2 and 6: the first share brings two invitations, behind an empty page', () => {
  test('both are accepted, once each, and there is one link', async () => {
    const loop = await startLoop(outside);

    await loop.people.register(versions.first);
    await loop.clock.run();

    const all = await invitations(loop);
    expect(all.map(({ status }) => status)).toEqual(['ACCEPTED', 'ACCEPTED']);
    expect(accepts(loop).filter(({ error }) => error === undefined)).toHaveLength(2);
    expect(calls(loop, 'CreateDatabase').filter(({ account, error }) => account === CONSUMER && error === undefined)).toHaveLength(1);
    expect(loop.types()).toContain('Access Granted');
    expect(loop.types()).not.toContain('Share Blocked');
    await loop.close();
  });

  test('a share that is accepted hours later is linked then, without a change in central', async () => {
    const loop = await startLoop(outside);
    const release = withhold(loop);
    await loop.people.register(versions.first);
    await loop.clock.advance(11 * hour);
    expect(loop.types()).not.toContain('Data Product Linked');

    release();
    await loop.clock.run();

    expect(loop.types()).toContain('Data Product Linked');
    expect(loop.types()).toContain('Access Granted');
    await loop.close();
  });
});

describe('pitfall 3: a second table joins the share without an invitation', () => {
  test('its association wakes the loop', async () => {
    const loop = await startLoop(outside);
    const applications = { Table: { DatabaseName: 'credit_risk', Name: 'applications' } };
    await loop.people.register(versions.first);
    await grantInCentral(loop, { Principal: { DataLakePrincipalIdentifier: CONSUMER }, Resource: applications, Permissions: ['SELECT'], PermissionsWithGrantOption: ['SELECT'] });
    await loop.clock.run();
    const before = (await invitations(loop)).length;
    const glue = new GlueClient(clientConfig(loop.cloud, await loop.people.session('central', 'data-steward')));
    await glue.send(new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: { Name: 'payments' } }));
    await loop.clock.run();
    interceptDeliveries(loop, ({ functionName, deliver }) => {
      if (functionName !== 'notice-change') deliver();
    });
    const seen = events(loop, 'Data Product Changed').length;

    await grantInCentral(loop, { Principal: { DataLakePrincipalIdentifier: CONSUMER }, Resource: { Table: { DatabaseName: 'credit_risk', Name: 'payments' } }, Permissions: ['SELECT'], PermissionsWithGrantOption: ['SELECT'] });
    await loop.clock.run();

    expect(await invitations(loop)).toHaveLength(before);
    expect(events(loop, 'Data Product Changed').slice(seen)).toMatchObject([{ metadata: { product: { database: 'credit_risk' } }, data: { change: 'ResourceShareAssociated' } }]);
    await loop.close();
  });
});

describe('pitfall 4: an invitation that cannot be accepted any more', () => {
  test('expired: told once for each, with what central can do, and no loop', async () => {
    const loop = await startLoop(outside);
    const release = withhold(loop);
    await loop.people.register(versions.first);
    await loop.clock.advance(12 * hour + 60_000);

    release();
    await loop.clock.run();

    expect(accepts(loop)).toEqual([]);
    const blocked = events(loop, 'Share Blocked');
    expect(blocked).toHaveLength(2);
    expect(blocked).toMatchObject(blocked.map(() => ({ data: { owner: CENTRAL, reason: 'expired', remedy: expect.stringContaining(`Account ${CENTRAL} revokes from ${CONSUMER}`) } })));
    expect(await metric(loop, 'ShareBlocked')).toBe(2);
    // And central has both on its own bus.
    expect(new Set(events(loop, 'Share Blocked', CENTRAL))).toEqual(new Set(blocked));
    await loop.close();
  });

  test('rejected by a person: told, and not tried again', async () => {
    const loop = await startLoop(outside);
    const release = withhold(loop);
    await loop.people.register(versions.first);
    const ram = client(loop, RAMClient, CONSUMER);
    for (const { resourceShareInvitationArn } of await invitations(loop)) await ram.send(new RejectResourceShareInvitationCommand({ resourceShareInvitationArn }));

    release();
    await loop.clock.run();

    expect(accepts(loop)).toEqual([]);
    expect(events(loop, 'Share Blocked')).toMatchObject([{ data: { reason: 'rejected' } }, { data: { reason: 'rejected' } }]);
    await loop.close();
  });
});

describe('pitfall 5: somebody else accepts first', () => {
  test('that is as good', async () => {
    const loop = await startLoop(outside);
    const ram = client(loop, RAMClient, CONSUMER);
    // Between our look and our call: the person's call comes in while ours is on its way.
    let raced = 0;
    loop.cloud.intercept({
      before: async (call, input) => {
        if (call.operation !== 'AcceptResourceShareInvitation' || call.caller.roleArn === undefined || raced++ > 0) return;
        const resourceShareInvitationArn = String(Reflect.get(Object(input), 'resourceShareInvitationArn'));
        await ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }));
      },
    });

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(accepts(loop).map(({ error }) => error)).toContainEqual(expect.stringContaining('ResourceShareInvitationAlreadyAcceptedException'));
    expect(loop.types()).not.toContain('Share Blocked');
    expect(loop.types()).toContain('Access Granted');
    await loop.close();
  });
});

describe('pitfall 7: whom nobody trusts', () => {
  test('the invitation of an account that mesh.yml does not trust is left alone, and told', async () => {
    const loop = await startLoop({ ...outside, mesh: (mesh) => ({ ...mesh, trustedAccounts: ['444444444444'] }) });

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect((await invitations(loop)).map(({ status }) => status)).not.toContain('ACCEPTED');
    expect(accepts(loop)).toEqual([]);
    expect(events(loop, 'Share Blocked')).toMatchObject([{ data: { reason: 'untrusted' } }, { data: { reason: 'untrusted' } }]);
    await loop.close();
  });

  test('and IAM would refuse it, whatever the function did', async () => {
    // The bundle trusts central; the role, as it is packaged for another mesh.yml, does not.
    const fenced: LoopOptions['edit'] = (resources, stack) =>
      stack === 'central' ? resources : JSON.parse(JSON.stringify(resources).replaceAll('"ram:ShareOwnerAccountId":["111111111111"]', '"ram:ShareOwnerAccountId":["444444444444"]'));
    const loop = await startLoop({ ...outside, edit: fenced });

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(accepts(loop).length).toBeGreaterThan(0);
    expect(accepts(loop)).toMatchObject(accepts(loop).map(() => ({ error: expect.stringMatching(/^AccessDeniedException/) })));
    expect((await invitations(loop)).map(({ status }) => status)).not.toContain('ACCEPTED');
    await loop.close();
  });
});

describe('a share straight to a principal', () => {
  test('is told with its remedy: the administrators here do not see it', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();
    const scientist = loop.names.readers[0] ?? '';
    const before = loop.types().length;

    await grantInCentral(loop, {
      Principal: { DataLakePrincipalIdentifier: scientist },
      Resource: { Table: { DatabaseName: 'credit_risk', Name: 'applications' } },
      Permissions: ['SELECT'],
    });
    await loop.clock.run();

    const [told] = loop.mesh().slice(before).filter((event) => event['detail-type'] === 'Sync Failed');
    expect(told?.detail).toMatchObject({
      metadata: { product: { database: 'credit_risk', table: 'applications' } },
      data: { function: 'notice-change', failure: 'invalid', code: 'SharedDirectly', message: expect.stringContaining(scientist), remedy: expect.stringContaining(`account ${CONSUMER}`) },
    });
    await loop.close();
  });
});
