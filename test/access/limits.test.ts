import { DeleteDatabaseCommand } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand, RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mostPolicies, planGrants } from '../../shared/access/grants.ts';
import type { Grant } from '../../shared/catalog/grant-plan.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';
import { bySteward, databasesOf, failuresOf, heldBy, reconcile, subscribed } from '../support/mesh-people.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

const paused = subscribed(() => ({ paused: true }));

describe('LF-Tag policies of one role', () => {
  const role = 'arn:aws:iam::222222222222:role/data-scientist';
  const policy = (domain: string, principal = role, type: 'DATABASE' | 'TABLE' = 'TABLE'): Grant => {
    return { principal, resource: { kind: 'tagged', catalogId: '111111111111', type, tags: { domain: [domain] } }, permissions: ['SELECT'] };
  };
  const free = () => false;

  test('are at most 50 for a resource type (Lake Formation developer guide): what would be the 51st is told, not asked for', () => {
    const held = Array.from({ length: 48 }, (_, index) => policy(`held-${index}`));
    const wanted = ['a', 'b', 'c'].map((domain) => policy(domain));

    const plan = planGrants(wanted, held, [], free);

    expect(mostPolicies).toBe(50);
    expect(plan.actions).toHaveLength(2);
    expect(plan.findings).toMatchObject([{ kind: 'PolicyLimit', about: role, remedy: expect.stringContaining('fewer LF-Tag expressions') }]);
  });

  test('count for each role and resource type by themselves, and more permissions on one are no further one', () => {
    const held = Array.from({ length: 50 }, (_, index) => policy(`held-${index}`));
    const wanted = [policy('a', 'arn:aws:iam::222222222222:role/other'), policy('a', role, 'DATABASE'), { ...policy('held-0'), permissions: ['SELECT', 'DESCRIBE'] as const }];

    const plan = planGrants(wanted, held, [], free);

    expect(plan.findings).toEqual([]);
    expect(plan.actions).toHaveLength(3);
  });
});

describe('the very expression that central granted', () => {
  test('without grant option: the failure says that Lake Formation looks at that grant alone', async () => {
    const loop = await startLoop({ mesh: paused });
    await loop.people.register(versions.first);
    await changeShare(loop, 'TABLE', ['SELECT', 'DESCRIBE']);
    await changeShare(loop, 'DATABASE', ['DESCRIBE']);

    await loop.clock.advance(90 * 60_000);

    const told = failuresOf(loop).find(({ message }) => message.includes('LF-Tag expression domain=credit'));
    expect(told).toMatchObject({ failure: 'not yet visible', remedy: expect.stringMatching(/this very expression \(domain=credit\), Lake Formation looks at that grant alone, so central must give it with grant option/) });
    await loop.close();
  });
});

describe('a link that leads to nothing any more', () => {
  test('goes, with what was granted on it', async () => {
    const loop = await startLoop({ mesh: paused });
    await loop.people.register(versions.first);
    await loop.clock.advance(4 * 60_000);
    expect(await databasesOf(loop)).toHaveProperty('rl_credit_risk');
    await bySteward(loop, 'glue', new DeleteDatabaseCommand({ Name: 'credit_risk' }));

    await reconcile(loop);

    expect(await databasesOf(loop)).not.toHaveProperty('rl_credit_risk');
    expect((await heldBy(loop, 'arn:aws:iam::222222222222:role/data-scientist')).filter((line) => line.includes('rl_'))).toEqual([]);
    await loop.close();
  });
});

/** Central shares it still, but no longer so that it can be passed on. */
async function changeShare(loop: Loop, ResourceType: 'DATABASE' | 'TABLE', Permissions: ('SELECT' | 'DESCRIBE')[]): Promise<void> {
  const { accounts, tag } = loop.names;
  const LFTagPolicy = { CatalogId: accounts.central, ResourceType, Expression: [{ TagKey: tag.key, TagValues: [...tag.values] }] };
  const share = { Principal: { DataLakePrincipalIdentifier: accounts.consumer }, Resource: { LFTagPolicy }, Permissions };
  await bySteward(loop, 'lakeformation', new RevokePermissionsCommand({ ...share, PermissionsWithGrantOption: Permissions }));
  await bySteward(loop, 'lakeformation', new GrantPermissionsCommand(share));
}
