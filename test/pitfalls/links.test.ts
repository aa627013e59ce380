import { CreateDatabaseCommand, CreateTableCommand, GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand, LakeFormationClient, PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../events/mesh/event.ts';
import { reconcileRequested } from '../../events/mesh/reconcile-requested.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { AwsError } from '../../local/core/service.ts';
import { planLink } from '../../shared/catalog/link-plan.ts';
import { linkName } from '../../shared/mesh/names.ts';
import { interceptDeliveries } from '../support/deliveries.ts';
import { byAdmin, databasesOf, reconcile } from '../support/mesh-people.ts';
import { callsBy, CENTRAL, change, CONSUMER, failuresAbout, follow, holds, makeTable, metric, put, reconcileDatabase, share, shareTable, startFollowing } from '../support/databases.ts';
import type { Loop } from '../support/loop.ts';

/** One cloud for all: each case has a database of its own. */
let loop: Loop;
let silenced: string | undefined;
beforeAll(async () => {
  loop = await startFollowing();
  interceptDeliveries(loop, ({ functionName, deliver }) => {
    if (functionName !== silenced && ['accept-share', 'notice-change', 'link-product', 'grant-access', 'reconcile'].includes(functionName)) deliver();
  });
});
afterEach(() => {
  silenced = undefined;
});
afterAll(() => loop.close());

const linkMade = (name: string) => callsBy(loop, 'CreateDatabase').filter(({ input, error }) => input.includes(`"${name}"`) && error === undefined);
const grantsOn = (database: string) => callsBy(loop, 'BatchGrantPermissions').filter(({ input }) => input.includes(`"${database}"`));

async function targetOf(Name: string): Promise<{ readonly catalog: string | undefined; readonly database: string | undefined }> {
  const glue = new GlueClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
  const { Database: found } = await glue.send(new GetDatabaseCommand({ Name }));
  return { catalog: found?.TargetDatabase?.CatalogId, database: found?.TargetDatabase?.DatabaseName };
}

describe('pitfall 3: a second table joins the share without an invitation', () => {
  async function sharedBefore(database: string): Promise<void> {
    await share(loop, database, 't1');
    await loop.clock.run();
    expect(await holds(loop)).toContain(`SELECT ${database}.t1`);
    await makeTable(loop, database, 't2');
    await loop.clock.run();
  }

  test('its association alone brings the grants, although it comes before the table can be seen', async () => {
    await sharedBefore('p3');
    silenced = 'notice-change';

    await shareTable(loop, 'p3', 't2');
    await loop.clock.run();

    expect(await holds(loop)).toContain('SELECT p3.t2');
    expect(linkMade('rl_p3')).toHaveLength(1);
    expect(failuresAbout(loop, 'p3')).toEqual([]);
  });

  test('without any event, reconcile does', async () => {
    await sharedBefore('p3_lost');
    const end = loop.cloud.events.disturb((event) => event.source.startsWith('aws.'));
    await shareTable(loop, 'p3_lost', 't2');
    await loop.clock.advance(10 * 60_000);
    end();
    expect(await holds(loop)).not.toContain('SELECT p3_lost.t2');

    await reconcile(loop);

    expect(await holds(loop)).toContain('SELECT p3_lost.t2');
  });
});

describe('links to tables', () => {
  const within = async (home: string) => (await databasesOf(loop))[home]?.tables;

  test.each(['link-product', 'reconcile'])('are added to a home that another function made: by %s', async (second) => {
    const database = `p_tables_${second === 'reconcile' ? 'late' : 'soon'}`;
    const [first, next] = second === 'reconcile' ? [change, reconcileDatabase] : [reconcileDatabase, change];
    const end = loop.cloud.events.disturb((event) => event.source.startsWith('aws.'));
    await follow(loop, { links: 'tables' });
    await share(loop, database, 't1');
    await loop.clock.advance(10 * 60_000);
    await first(loop, database);
    expect(await within(`rl_${database}`)).toEqual(['t1']);
    await makeTable(loop, database, 't2');
    await shareTable(loop, database, 't2');
    await loop.clock.advance(10 * 60_000);

    await next(loop, database);

    end();
    await follow(loop);
    expect(await within(`rl_${database}`)).toEqual(['t1', 't2']);
  });

  test('a table of somebody else where a link should be is refused: nobody is granted anything on it, and the others are linked at once', async () => {
    const end = loop.cloud.events.disturb((event) => event.source.startsWith('aws.'));
    await follow(loop, { links: 'tables' });
    await share(loop, 'p_taken', 't2');
    await loop.clock.advance(10 * 60_000);
    await change(loop, 'p_taken');
    const Principal = { DataLakePrincipalIdentifier: `arn:aws:iam::${CONSUMER}:role/platform-admin` };
    await byAdmin(loop, 'lakeformation', new GrantPermissionsCommand({ Principal, Resource: { Database: { Name: 'rl_p_taken' } }, Permissions: ['CREATE_TABLE'] }));
    await byAdmin(loop, 'glue', new CreateTableCommand({ DatabaseName: 'rl_p_taken', TableInput: { Name: 't1' } }));
    for (const table of ['t1', 't3']) {
      await makeTable(loop, 'p_taken', table);
      await shareTable(loop, 'p_taken', table);
    }
    await loop.clock.advance(10 * 60_000);
    const given = async () => (await holds(loop)).filter((line) => line.includes('rl_p_taken'));
    const others = ['DESCRIBE rl_p_taken', 'DESCRIBE rl_p_taken.t2', 'DESCRIBE rl_p_taken.t3'];
    const refused = { failure: 'invalid', code: 'Refused', message: 'rl_p_taken.t1: stands for something else than the shared table', remedy: expect.stringMatching(/./) };

    await change(loop, 'p_taken');

    expect(await within('rl_p_taken')).toEqual(['t1', 't2', 't3']);
    expect(await given()).toEqual(others);
    expect(failuresAbout(loop, 'p_taken')).toMatchObject([{ function: 'grant-access', ...refused }]);
    await reconcileDatabase(loop, 'p_taken');
    end();
    await follow(loop);
    expect(await given()).toEqual(others);
    expect(failuresAbout(loop, 'p_taken')[1]).toMatchObject({ function: 'reconcile', ...refused });
  });
});

describe('pitfall 8: the name of the link leads elsewhere', () => {
  test('it is refused, told, counted and never reused', async () => {
    await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl_p8', TargetDatabase: { CatalogId: CENTRAL, DatabaseName: 'other' } } }));
    const counted = await metric(loop, 'SyncFailed');

    await share(loop, 'p8', 't1');
    await loop.clock.run();
    await reconcile(loop);

    expect(await targetOf('rl_p8')).toEqual({ catalog: CENTRAL, database: 'other' });
    expect(grantsOn('rl_p8').concat(grantsOn('p8'))).toEqual([]);
    const told = failuresAbout(loop, 'p8');
    expect(told.length).toBeGreaterThan(0);
    expect(told).toMatchObject(told.map(() => ({ failure: 'invalid', code: 'Refused', message: expect.stringContaining(`rl_p8 is a link to other of ${CENTRAL}`), remedy: expect.stringContaining('mesh.yml') })));
    expect(await metric(loop, 'SyncFailed')).toBeGreaterThan(counted);
  });
});

describe('pitfall 9: the name of the link is a real database', () => {
  test('it is refused and left as it is', async () => {
    await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl_p9', Description: 'of somebody' } }));

    await share(loop, 'p9', 't1');
    await loop.clock.run();
    await reconcile(loop);

    expect(await targetOf('rl_p9')).toEqual({ catalog: undefined, database: undefined });
    expect(grantsOn('rl_p9').concat(grantsOn('p9'))).toEqual([]);
    expect(failuresAbout(loop, 'p9')[0]).toMatchObject({ failure: 'invalid', code: 'Refused', message: 'rl_p9 is a database of its own, not a link' });
  });
});

describe('pitfall 11: the link is there although it was not a moment ago', () => {
  /** Between our look and our call somebody makes a database of that name. */
  function race(name: string, target: { readonly CatalogId: string; readonly DatabaseName: string }): () => void {
    let raced = false;
    return loop.cloud.intercept({
      before: async (call, input) => {
        if (raced || call.operation !== 'CreateDatabase' || call.caller.roleArn?.includes('link-product') !== true || !JSON.stringify(input).includes(name)) return;
        raced = true;
        await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: name, TargetDatabase: target } }));
      },
    });
  }
  const refused = (name: string) => callsBy(loop, 'CreateDatabase').filter(({ input, error }) => input.includes(`"${name}"`) && error !== undefined);

  test('to the same target: that is as good', async () => {
    const end = race('rl_p11', { CatalogId: CENTRAL, DatabaseName: 'p11' });

    await share(loop, 'p11', 't1');
    await loop.clock.run();
    end();

    expect(refused('rl_p11')[0]?.error).toMatch(/^AlreadyExistsException/);
    expect(await holds(loop)).toContain('SELECT p11.t1');
    expect(failuresAbout(loop, 'p11')).toEqual([]);
    expect(loop.seen.filter((each) => each.kind === 'invocation' && each.phase === 'failed' && each.functionName.endsWith('link-product'))).toEqual([]);
  });

  test('to another target: it is refused', async () => {
    const end = race('rl_p11_other', { CatalogId: CENTRAL, DatabaseName: 'p11' });

    await share(loop, 'p11_other', 't1');
    await loop.clock.run();
    end();

    expect(refused('rl_p11_other')[0]?.error).toMatch(/^AlreadyExistsException/);
    expect(await targetOf('rl_p11_other')).toEqual({ catalog: CENTRAL, database: 'p11' });
    expect(grantsOn('p11_other')).toEqual([]);
    expect(failuresAbout(loop, 'p11_other')[0]).toMatchObject({ function: 'link-product', failure: 'invalid', code: 'Refused' });
  });
});

describe('pitfall 22: the link was made by another role', () => {
  test('it is dropped when it is ours by its tag', async () => {
    await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl_p22', TargetDatabase: { CatalogId: CENTRAL, DatabaseName: 'p22' } }, Tags: { meshloop: 'dev' } }));

    await reconcile(loop);

    expect(await databasesOf(loop)).not.toHaveProperty('rl_p22');
  });

  test('where Lake Formation does not let go of it, that is told, and everything else goes on', async () => {
    await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl_p22_kept', TargetDatabase: { CatalogId: CENTRAL, DatabaseName: 'p22_kept' } }, Tags: { meshloop: 'dev' } }));
    const end = loop.cloud.intercept({
      before: (call, input) => {
        if (call.operation === 'DeleteDatabase' && JSON.stringify(input).includes('rl_p22_kept')) throw new AwsError('AccessDeniedException', 'Insufficient Lake Formation permission(s): Required Drop on rl_p22_kept');
      },
    });
    const letters = deadLettered();
    await share(loop, 'p22_next', 't1');

    await reconcile(loop);
    end();

    expect(await databasesOf(loop)).toHaveProperty('rl_p22_kept');
    expect(failuresAbout(loop, 'rl_p22_kept')[0]).toMatchObject({ function: 'reconcile', failure: 'invalid', code: 'Refused', message: expect.stringContaining('may not be deleted by'), remedy: expect.stringContaining('grant DROP on rl_p22_kept') });
    expect(deadLettered()).toBe(letters);
    expect(await holds(loop)).toContain('SELECT p22_next.t1');
  });

  const deadLettered = () => loop.seen.filter((each) => each.kind === 'invocation' && each.phase === 'dead-lettered' && each.functionName.endsWith('-reconcile')).length;
});

describe('pitfall 10: the same database of two producers', () => {
  test('has two links, each to its own', async () => {
    const producer = '333333333333';
    const lake = new LakeFormationClient(clientConfig(loop.cloud, producer));
    await lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: { DataLakeAdmins: [{ DataLakePrincipalIdentifier: `arn:aws:iam::${producer}:root` }], CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [], Parameters: { CROSS_ACCOUNT_VERSION: '4' } } }));
    await new GlueClient(clientConfig(loop.cloud, producer)).send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'p10' } }));
    await lake.send(new GrantPermissionsCommand({ Principal: { DataLakePrincipalIdentifier: CONSUMER }, Resource: { Database: { Name: 'p10' } }, Permissions: ['DESCRIBE'], PermissionsWithGrantOption: ['DESCRIBE'] }));
    await share(loop, 'p10', 't1');
    await loop.clock.run();

    await follow(loop, { catalog: producer });
    await put(loop, build(reconcileRequested, { data: { reason: 'part', places: [{ catalogId: producer, database: 'p10' }] } }));
    await loop.clock.run();
    await follow(loop);

    const other = linkName({ catalog: producer }, 'p10');
    expect(other).not.toBe('rl_p10');
    expect([await targetOf('rl_p10'), await targetOf(other)]).toEqual([{ catalog: CENTRAL, database: 'p10' }, { catalog: producer, database: 'p10' }]);
  });

  test('the names of links differ, stay the same, and are valid: at most 255 bytes of whole characters, lower case', () => {
    const database = fc.oneof(fc.string({ minLength: 1, maxLength: 255 }), fc.string({ unit: fc.constantFrom('a', 'é', '好', '😀'), minLength: 50, maxLength: 255 }));
    fc.assert(
      fc.property(database, fc.constantFrom('333333333333', '444444444444'), (name, catalog) => {
        const [own, other] = [linkName({}, name), linkName({ catalog }, name)];
        expect(other).not.toBe(own);
        for (const link of [own, other]) {
          expect(Buffer.byteLength(link) <= 255 && link === link.toLowerCase() && link.startsWith('rl_')).toBe(true);
          expect(link).not.toMatch(/\p{Surrogate}/u);
          expect(planLink(link, { catalogId: CENTRAL, database: name }, undefined)).toEqual({ action: 'create' });
        }
        expect(linkName({ catalog }, name)).toBe(other);
      }),
      { numRuns: 300, seed: 10 },
    );
  });

  test('a long name that differs only behind what fits is told apart', () => {
    const [one, two] = [`${'a'.repeat(254)}1`, `${'a'.repeat(254)}2`];
    expect(linkName({}, one)).not.toBe(linkName({}, two));
  });
});
