import { GrantPermissionsCommand, LakeFormationClient, RevokePermissionsCommand, GetDataLakeSettingsCommand, type Permission, type Resource } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { administrators } from '../../scripts/doctor/checks/administrators.ts';
import { delegations } from '../../scripts/doctor/checks/delegations.ts';
import { meshResources } from '../../scripts/build/mesh-resources.ts';
import { allDelegations, lastingDelegations, type Team } from '../../shared/access/delegation.ts';
import { commandOf } from '../../shared/aws/delegations.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { lookAt } from '../doctor/look.ts';
import { creditVersions, startLoop, type Loop, type Resources, type Versions } from '../support/loop.ts';
import { byAdmin, bySteward, databasesOf, deployMesh, failuresOf, heldBy, metricsOf, reconcile, subscribed, writesBy } from '../support/mesh-people.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

const role = (name: string) => `arn:aws:iam::222222222222:role/meshloop-dev-${name}`;
const team: Team = { linkProduct: role('link-product'), grantAccess: role('grant-access'), reconcile: role('reconcile') };
const scientist = 'arn:aws:iam::222222222222:role/data-scientist';
const access = { removalLimit: 0.2, delegated: true };
const delegated = subscribed(() => ({ paused: true }), { access });
const named = subscribed(({ roles }) => ({ paused: true, access: { by: 'tables', tables: ['*'] }, roles: roles.map((each) => ({ ...each, access: { by: 'tables', tables: ['*'] } })) }), { access });

/** A loop whose roles are as a deployment with access.delegated has them, and none of which is a data lake administrator. */
async function start(mesh: (mesh: Mesh) => Mesh): Promise<Loop> {
  const edit = (resources: Resources, stack: 'consumer' | 'central'): Resources => {
    const { DelegatedLinks } = meshResources({ ...emptyMesh, access }, new Map(), () => '');
    return stack === 'central' || DelegatedLinks === undefined ? resources : { ...resources, DelegatedLinks };
  };
  const loop = await startLoop({ mesh: (packaged) => mesh({ ...packaged, access }), edit });
  const lake = new LakeFormationClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
  const { DataLakeSettings } = await lake.send(new GetDataLakeSettingsCommand({}));
  expect(JSON.stringify(DataLakeSettings?.DataLakeAdmins)).not.toContain('meshloop-');
  return loop;
}

const emptyMesh: Mesh = { central: { account: '111111111111' }, consumer: { account: '222222222222', region: 'eu-central-1' }, trustedAccounts: ['111111111111'], access, subscriptions: [] };

/** The administrator enters the commands that a finding names. */
async function enter(loop: Loop, remedy: string): Promise<number> {
  const commands = [...remedy.matchAll(/grant-permissions --principal DataLakePrincipalIdentifier=(\S+) --permissions ([A-Z_ ]+?)( --permissions-with-grant-option [A-Z_ ]+?)? --resource '(.+?)'(?: ;|$)/g)];
  for (const [, DataLakePrincipalIdentifier, permissions = '', option, resource = '{}'] of commands) {
    const Permissions = permissions.split(' ').filter((each): each is Permission => each !== '');
    const Resource: Resource = JSON.parse(resource);
    await byAdmin(loop, 'lakeformation', new GrantPermissionsCommand({ Principal: { DataLakePrincipalIdentifier }, Resource, Permissions, ...(option !== undefined && { PermissionsWithGrantOption: Permissions }) }));
  }
  return commands.length;
}

const administratorsOnly = (loop: Loop) =>
  loop.seen.flatMap((each) =>
    each.kind === 'call' && /assumed-role\/meshloop-/.test(JSON.stringify(each.caller)) && /LakeFormationOptIn$|PutDataLakeSettings|^(Create|Delete|Update)LFTag/.test(each.operation) ? [each.operation] : [],
  );

describe('access.delegated: our roles are no data lake administrators', () => {
  test('by LF-Tags: what an administrator gave once links, grants, proves access and takes back', async () => {
    const loop = await start(delegated);
    await loop.people.register(versions.first);
    await loop.clock.advance(90_000);
    expect(loop.types()).not.toContain('Data Product Linked');

    const given = await enter(loop, lastingDelegations(delegatedMesh(loop), team).map(commandOf).join(' ; '));
    expect(given).toBe(6);
    await loop.clock.run();

    const look = await lookAt(loop, (mesh) => ({ ...mesh, access }));
    expect([...(await administrators.findings(look)), ...(await delegations.findings(look))]).toEqual([]);
    expect(failuresOf(loop)).toEqual([]);
    expect(loop.types()).toEqual(expect.arrayContaining(['Data Product Linked', 'Access Granted', 'Data Profiled']));
    expect(await heldBy(loop, scientist)).toEqual(['DATABASE with domain=credit: DESCRIBE', 'TABLE with domain=credit: DESCRIBE SELECT', 'database rl_credit_risk: DESCRIBE']);
    const settled = loop.seen.length;
    await reconcile(loop);
    expect(writesBy(loop, settled).filter((operation) => operation !== 'PutEvents')).toEqual([]);
    await deployMesh(loop, (mesh) => ({ ...mesh, access, subscriptions: [] }));
    await reconcile(loop);
    expect(await databasesOf(loop)).not.toHaveProperty('rl_credit_risk');
    expect(await heldBy(loop, scientist)).toEqual([]);
    expect(administratorsOnly(loop)).toEqual([]);
    await loop.close();
  });

  test('what was not delegated is a finding with the commands, after a few looks', async () => {
    const loop = await start(delegated);
    await loop.people.register(versions.first);
    await loop.clock.advance(2 * 3_600_000);

    const [told] = failuresOf(loop);
    expect(told).toMatchObject({ code: 'NeedsAdministrator', message: expect.stringContaining('not visible to our roles') });
    expect(await metricsOf(loop)).toContain('NeedsAdministrator');
    await enter(loop, told?.remedy ?? '');
    await reconcile(loop);

    expect(loop.types()).toContain('Access Granted');
    await loop.close();
  });

  test('a product that is shared by name is told at once, with the commands; entered, they let it through', async () => {
    const loop = await start(delegated);
    await deployMesh(loop, named);
    await loop.people.register(versions.first);
    const share = (resource: Resource, Permissions: Permission[]) =>
      bySteward(loop, 'lakeformation', new GrantPermissionsCommand({ Principal: { DataLakePrincipalIdentifier: '222222222222' }, Resource: resource, Permissions, PermissionsWithGrantOption: Permissions }));
    await share({ Database: { Name: 'credit_risk' } }, ['DESCRIBE']);
    await share({ Table: { DatabaseName: 'credit_risk', TableWildcard: {} } }, ['SELECT', 'DESCRIBE']);
    await loop.clock.advance(60_000);

    const [told] = failuresOf(loop);
    expect(told).toMatchObject({ code: 'NeedsAdministrator', message: expect.stringContaining('shared by name') });
    expect(told?.remedy).toContain(`aws lakeformation grant-permissions --principal DataLakePrincipalIdentifier=${team.grantAccess} --permissions SELECT DESCRIBE --permissions-with-grant-option SELECT DESCRIBE --resource '{"Table":{"CatalogId":"111111111111","DatabaseName":"credit_risk","TableWildcard":{}}}'`);
    const before = failuresOf(loop).length;
    await reconcile(loop);
    expect(failuresOf(loop).slice(before).map(({ code }) => code)).toContain('NeedsAdministrator');
    expect(await enter(loop, told?.remedy ?? '')).toBe(5);
    await reconcile(loop);

    expect(loop.types()).toContain('Access Granted');
    expect(await heldBy(loop, scientist)).toEqual(['database credit_risk: DESCRIBE', 'database rl_credit_risk: DESCRIBE', 'table credit_risk.ALL_TABLES: DESCRIBE', 'table credit_risk.ALL_TABLES: SELECT']);
    expect(administratorsOnly(loop)).toEqual([]);
    await loop.close();
  });

  test('an option that is taken away again is told with its command', async () => {
    const loop = await start(delegated);
    await loop.people.register(versions.first);
    await loop.clock.advance(90_000);
    await enter(loop, allDelegations(delegatedMesh(loop), team).map(commandOf).join(' ; '));
    const LFTagPolicy = { CatalogId: '111111111111', ResourceType: 'TABLE' as const, Expression: [{ TagKey: 'domain', TagValues: ['credit'] }] };
    await byAdmin(loop, 'lakeformation', new RevokePermissionsCommand({ Principal: { DataLakePrincipalIdentifier: team.grantAccess }, Resource: { LFTagPolicy }, Permissions: ['SELECT', 'DESCRIBE'], PermissionsWithGrantOption: ['SELECT', 'DESCRIBE'] }));

    await loop.clock.advance(2 * 3_600_000);

    expect(failuresOf(loop).find(({ code }) => code === 'NeedsAdministrator')?.remedy).toContain(`Identifier=${team.grantAccess} --permissions SELECT DESCRIBE --permissions-with-grant-option`);
    await loop.close();
  });
});

function delegatedMesh(loop: Loop): Mesh {
  const { tag, database } = loop.names;
  const lfTags = { [tag.key]: [...tag.values] };
  const base = { name: 'credit-risk', database, tables: ['*'], access: { by: 'tags' as const, lfTags }, roles: [] };
  return { ...emptyMesh, subscriptions: [{ ...subscriptionDefaults, ...base }] };
}

const subscriptionDefaults: Mesh['subscriptions'][number] = {
  name: '',
  database: '',
  tables: ['*'],
  links: 'database',
  hybridAccess: false,
  paused: true,
  access: { by: 'tables', tables: ['*'] },
  roles: [],
  settleSeconds: 300,
  drift: { multivariate: false, ignore: [], critical: [], columns: {}, consequences: {} },
  privacy: { columns: [], minimumCount: 1, maskValues: false },
  models: [],
};
