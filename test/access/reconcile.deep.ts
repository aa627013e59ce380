import { CreateDatabaseCommand, CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand, RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { creditVersions, startLoop, type Loop, type Resources, type Versions } from '../support/loop.ts';
import { byAdmin, bySteward, databasesOf, deployMesh, failuresOf, heldBy, reconcile, subscribed, writesBy } from '../support/mesh-people.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

/** A loop that hears neither of central nor of its shares: only reconcile can find what happens there. */
async function deaf(options: Parameters<typeof startLoop>[0] = {}): Promise<Loop> {
  const edit = (resources: Resources, stack: 'consumer' | 'central'): Resources => {
    const silent = (resource: Resources[string]) =>
      resource.Type === 'AWS::Events::Rule' && (stack === 'central' || JSON.stringify(resource.Properties).includes('aws.ram')) ? { ...resource, Properties: { ...resource.Properties, State: 'DISABLED' } } : resource;
    return Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, silent(resource)]));
  };
  return startLoop({ edit, ...options });
}

/** The product is there and its share has arrived. */
async function register(loop: Loop): Promise<void> {
  await loop.people.register(versions.first);
  await loop.clock.advance(5 * 60_000);
}

const unmodelled = subscribed(() => ({ paused: true }));
const scientist = 'arn:aws:iam::222222222222:role/data-scientist';
const all = ['DATABASE with domain=credit: DESCRIBE', 'TABLE with domain=credit: DESCRIBE SELECT', 'database rl_credit_risk: DESCRIBE'];

function shareByTag(loop: Loop, ResourceType: 'DATABASE' | 'TABLE', permissions: ('SELECT' | 'DESCRIBE')[]) {
  const { accounts, tag } = loop.names;
  return {
    Principal: { DataLakePrincipalIdentifier: accounts.consumer },
    Resource: { LFTagPolicy: { CatalogId: accounts.central, ResourceType, Expression: [{ TagKey: tag.key, TagValues: [...tag.values] }] } },
    Permissions: permissions,
    PermissionsWithGrantOption: permissions,
  };
}

async function unshare(loop: Loop): Promise<void> {
  await bySteward(loop, 'lakeformation', new RevokePermissionsCommand(shareByTag(loop, 'TABLE', ['SELECT', 'DESCRIBE'])));
  await bySteward(loop, 'lakeformation', new RevokePermissionsCommand(shareByTag(loop, 'DATABASE', ['DESCRIBE'])));
}

describe('without a single event from central, reconcile', () => {
  test('links, grants, proves access and profiles; a second one changes nothing', async () => {
    const loop = await deaf();
    await register(loop);
    expect(await databasesOf(loop)).not.toHaveProperty('rl_credit_risk');

    await reconcile(loop);

    expect(await databasesOf(loop)).toHaveProperty('rl_credit_risk', { target: 'credit_risk' });
    expect(await heldBy(loop, scientist)).toEqual(all);
    expect(loop.types()).toEqual(expect.arrayContaining(['Access Granted', 'Data Profiled', 'Retraining Started']));
    expect(failuresOf(loop)).toEqual([]);
    const before = loop.seen.length;
    await reconcile(loop);
    expect(writesBy(loop, before).filter((operation) => operation !== 'PutEvents')).toEqual([]);
    expect(loop.mesh().slice(-2).map((event) => event['detail-type'])).toEqual(['Reconcile Requested', 'Reconcile Requested']);
    await loop.close();
  });

  test('finds the version that a lost UpdateTable brought', async () => {
    const loop = await deaf();
    await register(loop);
    await reconcile(loop);
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();
    expect(loop.types().filter((type) => type === 'Data Profiled')).toHaveLength(1);

    await reconcile(loop);

    expect(loop.types().filter((type) => type === 'Data Profiled')).toHaveLength(2);
    expect(loop.types().filter((type) => type === 'Retraining Requested')).toHaveLength(2);
    await loop.close();
  });

  test('comes by itself every hour', async () => {
    const loop = await deaf({ mesh: unmodelled });
    await register(loop);

    await loop.clock.advance(61 * 60_000);

    expect(await heldBy(loop, scientist)).toEqual(all);
    await loop.close();
  });

  test('restores what somebody took away', async () => {
    const loop = await deaf({ mesh: unmodelled });
    await register(loop);
    await reconcile(loop);
    const resource = { Database: { Name: 'rl_credit_risk' } };
    const taken = { Principal: { DataLakePrincipalIdentifier: scientist }, Resource: resource, Permissions: ['DESCRIBE' as const] };
    await byAdmin(loop, 'lakeformation', new RevokePermissionsCommand(taken));

    await reconcile(loop);

    expect(await heldBy(loop, scientist)).toEqual(all);
    await loop.close();
  });
});

describe('a share that goes away', () => {
  test('takes its link with it, and only ours', async () => {
    const loop = await deaf({ mesh: unmodelled });
    const auditor = 'arn:aws:iam::222222222222:role/platform-admin';
    await register(loop);
    await reconcile(loop);
    // Somebody else's: a database with our prefix but without our tag, and a grant that we hold no receipt for.
    await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl_mine', TargetDatabase: { CatalogId: '111111111111', DatabaseName: 'gone' } } }));
    await byAdmin(loop, 'lakeformation', new GrantPermissionsCommand({ ...shareByTag(loop, 'TABLE', ['SELECT']), PermissionsWithGrantOption: [], Principal: { DataLakePrincipalIdentifier: auditor } }));
    await unshare(loop);

    await reconcile(loop);

    expect(await databasesOf(loop)).toHaveProperty('rl_mine');
    expect(await databasesOf(loop)).not.toHaveProperty('rl_credit_risk');
    // Lake Formation lets nobody take back what it does not show any more: without effect, and remembered.
    expect(await heldBy(loop, scientist)).toEqual(all.slice(0, 2));
    expect(await heldBy(loop, auditor)).toContain('TABLE with domain=credit: SELECT');
    const before = loop.seen.length;
    await reconcile(loop);
    expect(writesBy(loop, before).filter((operation) => operation !== 'PutEvents')).toEqual([]);
    await loop.close();
  });

  test('by LF-Tags leaves grants that nobody may take: not tried in vain, and taken when it comes back', async () => {
    const loop = await deaf({ mesh: unmodelled });
    const byName = ['DESCRIBE' as const];
    await register(loop);
    await reconcile(loop);
    await bySteward(loop, 'lakeformation', new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: loop.names.accounts.consumer }, Resource: { Database: { Name: loop.names.database } }, Permissions: byName, PermissionsWithGrantOption: byName,
    }));
    await loop.clock.advance(5 * 60_000);
    await unshare(loop);
    await deployMesh(loop, subscribed(() => ({ paused: true, roles: [] })));
    await reconcile(loop);
    expect(await heldBy(loop, scientist)).toEqual(all.slice(0, 2));
    expect(await databasesOf(loop)).toHaveProperty('rl_credit_risk');

    const before = loop.seen.length;
    await reconcile(loop);

    expect(writesBy(loop, before).filter((operation) => operation !== 'PutEvents')).toEqual([]);
    await bySteward(loop, 'lakeformation', new GrantPermissionsCommand(shareByTag(loop, 'TABLE', ['SELECT', 'DESCRIBE'])));
    await bySteward(loop, 'lakeformation', new GrantPermissionsCommand(shareByTag(loop, 'DATABASE', ['DESCRIBE'])));
    await loop.clock.advance(5 * 60_000);
    await reconcile(loop);
    expect(await heldBy(loop, scientist)).toEqual([]);
    await loop.close();
  });
});

describe('a name of a link that somebody took', () => {
  test('is told of, and nothing behind it is looked at: no change is told hour after hour', async () => {
    const loop = await deaf();
    await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl_credit_risk' } }));
    await register(loop);

    await reconcile(loop);
    const before = loop.types().length;
    await reconcile(loop);

    expect(failuresOf(loop).at(-1)?.message).toContain('rl_credit_risk is a database of its own, not a link');
    expect(loop.types().slice(before)).not.toContain('Data Product Changed');
    expect(await heldBy(loop, scientist)).not.toContain('database rl_credit_risk: DESCRIBE');
    await loop.close();
  });
});

describe('a role or a subscription that leaves mesh.yml', () => {
  const withRoles = (names: readonly string[]) =>
    subscribed(({ roles }) => ({ paused: true, roles: roles.filter(({ arn }) => names.includes(arn)) }));

  test('loses what a receipt says was ours, and keeps what it had before', async () => {
    const loop = await deaf({ mesh: unmodelled });
    await register(loop);
    await byAdmin(loop, 'lakeformation', new GrantPermissionsCommand({ ...shareByTag(loop, 'TABLE', ['SELECT']), PermissionsWithGrantOption: [], Principal: { DataLakePrincipalIdentifier: scientist } }));
    await reconcile(loop);
    expect(await heldBy(loop, scientist)).toEqual(all);

    await deployMesh(loop, withRoles([]));
    await reconcile(loop);

    expect(await heldBy(loop, scientist)).toEqual(['TABLE with domain=credit: SELECT']);
    expect(await databasesOf(loop)).toHaveProperty('rl_credit_risk');
    await deployMesh(loop, (mesh) => ({ ...mesh, subscriptions: [] }));
    await reconcile(loop);
    expect(await databasesOf(loop)).not.toHaveProperty('rl_credit_risk');
    expect(await heldBy(loop, 'arn:aws:iam::222222222222:role/meshloop-dev-reader-credit-risk')).toEqual([]);
    expect(failuresOf(loop)).toEqual([]);
    await loop.close();
  });
});

describe('the safety stop', () => {
  test('holds back what takes more links than mesh.yml allows; its hash releases it, another does not', async () => {
    const many = ['credit_risk', 'b', 'c'].map((database) => `rl_${database}`);
    const loop = await deaf({ mesh: unmodelled });
    await register(loop);
    await reconcile(loop);
    for (const Name of many.slice(1)) {
      await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name, TargetDatabase: { CatalogId: '111111111111', DatabaseName: Name.slice(3) } }, Tags: { meshloop: 'dev' } }));
    }
    await unshare(loop);

    await reconcile(loop);

    const [held] = loop.mesh().filter((event) => event['detail-type'] === 'Removal Held');
    expect(held?.detail).toMatchObject({ data: { reason: '3 of 3 links would be removed, and mesh.yml lets 1 go at once', links: many.toSorted() } });
    expect(Object.keys(await databasesOf(loop))).toEqual(expect.arrayContaining(many));
    expect(await heldBy(loop, scientist)).toEqual(all);
    await reconcile(loop, { accept: ['0000000000000000'] });
    expect(Object.keys(await databasesOf(loop))).toEqual(expect.arrayContaining(many));
    const { hash } = JSON.parse(JSON.stringify(held?.detail)).data;
    await reconcile(loop, { accept: [hash] });
    expect(Object.keys(await databasesOf(loop)).filter((name) => many.includes(name))).toEqual([]);
    await loop.close();
  });
});

describe('the safety stop over links to tables', () => {
  const tables = ['applications', 'b', 'c', 'd'];

  test('holds back what takes more of them than mesh.yml allows although their database stays; its hash releases it', async () => {
    const loop = await deaf({ mesh: subscribed(() => ({ links: 'tables', paused: true })) });
    const linked = async () => (await databasesOf(loop))['rl_credit_risk']?.tables;
    await register(loop);
    for (const Name of tables.slice(1)) await bySteward(loop, 'glue', new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: { Name } }));
    await reconcile(loop);
    expect(await linked()).toEqual(tables);
    await bySteward(loop, 'lakeformation', new RevokePermissionsCommand(shareByTag(loop, 'TABLE', ['SELECT', 'DESCRIBE'])));

    await reconcile(loop);

    expect(await linked()).toEqual(tables);
    const told = loop.mesh().filter((event) => event['detail-type'] === 'Removal Held');
    expect(told.map(({ detail }) => detail)).toMatchObject([{
      data: { reason: '4 of 4 links to tables would be removed, and mesh.yml lets 1 go at once', links: tables.map((table) => `rl_credit_risk.${table}`) },
    }]);
    expect(await heldBy(loop, scientist)).toContain('table rl_credit_risk.b: DESCRIBE');
    const { hash } = JSON.parse(JSON.stringify(told[0]?.detail)).data;
    await reconcile(loop, { accept: [hash] });
    expect(await linked()).toEqual([]);
    expect((await heldBy(loop, scientist)).filter((line) => line.includes('rl_credit_risk'))).toEqual(['database rl_credit_risk: DESCRIBE']);
    const before = loop.seen.length;
    await reconcile(loop);
    expect(writesBy(loop, before).filter((operation) => operation !== 'PutEvents')).toEqual([]);
    await loop.close();
  });

  test('lets one go', async () => {
    const loop = await deaf({ mesh: subscribed(() => ({ links: 'tables', paused: true })) });
    await register(loop);
    await bySteward(loop, 'glue', new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: { Name: 'b' } }));
    await reconcile(loop);
    await bySteward(loop, 'glue', new DeleteTableCommand({ DatabaseName: 'credit_risk', Name: 'b' }));

    await reconcile(loop);

    expect((await databasesOf(loop))['rl_credit_risk']?.tables).toEqual(['applications']);
    expect(loop.types()).not.toContain('Removal Held');
    await loop.close();
  });
});

describe('paused', () => {
  test('stops the retraining and keeps the access', async () => {
    const loop = await startLoop({ mesh: subscribed(() => ({ paused: true })) });

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(loop.types()).toEqual(expect.arrayContaining(['Access Granted', 'Data Profiled', 'Retraining Requested']));
    expect(loop.types()).not.toContain('Retraining Started');
    expect(await heldBy(loop, scientist)).toEqual(all);
    await loop.close();
  });
});

describe('links to tables', () => {
  test('live in a tagged database of ours, and go when their table goes', async () => {
    const loop = await startLoop({ mesh: subscribed(() => ({ links: 'tables', paused: true })) });
    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(failuresOf(loop)).toEqual([]);
    expect(await databasesOf(loop)).toMatchObject({ rl_credit_risk: { tables: ['applications'] } });
    expect(await heldBy(loop, scientist)).toEqual([...all, 'table rl_credit_risk.applications: DESCRIBE']);
    expect(loop.types()).toContain('Access Granted');
    await unshare(loop);
    await reconcile(loop);
    expect(await databasesOf(loop)).not.toHaveProperty('rl_credit_risk');
    await loop.close();
  });
});
