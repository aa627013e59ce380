import { GrantPermissionsCommand, LakeFormationClient, ListPermissionsCommand, RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import type { Subscription } from '../../shared/mesh/mesh.ts';
import { callsBy, change, CONSUMER, during, failuresAbout, follow, holds, reading, reconcileDatabase, scientist, share, startFollowing } from '../support/databases.ts';
import { interceptDeliveries } from '../support/deliveries.ts';
import { byAdmin } from '../support/mesh-people.ts';
import type { Loop } from '../support/loop.ts';

/** One cloud for all: each case has a database of its own, and one event about it. */
let loop: Loop;
let from = 0;
/** As the functions sent them: a fault takes entries out of what can be seen later. */
let batches: { readonly at: number; readonly operation: string; readonly entries: readonly Entry[] }[] = [];
let isSharing = false;

type Entry = { readonly Id: string; readonly Principal: { readonly DataLakePrincipalIdentifier: string } };

beforeAll(async () => {
  loop = await startFollowing();
  loop.cloud.intercept({
    before: ({ operation, caller }, input) => {
      if (/^Batch(Grant|Revoke)Permissions$/.test(operation) && caller.roleArn?.includes(':role/meshloop-') === true) {
        batches.push({ at: loop.clock.now(), operation, entries: structuredClone(Reflect.get(Object(input), 'Entries')) });
      }
    },
  });
  interceptDeliveries(loop, ({ functionName, deliver }) => {
    if (!isSharing && ['link-product', 'grant-access', 'reconcile'].includes(functionName)) deliver();
  });
});
beforeEach(forget);
afterAll(() => loop.close());

function forget(): void {
  from = loop.seen.length;
  batches = [];
}

const about = (database: string) => batches.filter(({ entries }) => new RegExp(`"(rl_)?${database}"`).test(JSON.stringify(entries)));
const attempts = (name: string, phase: string) => loop.seen.slice(from).filter((each) => each.kind === 'invocation' && each.phase === phase && each.functionName.endsWith(name)).length;
const gaps = (calls: readonly { readonly at: number }[]) => calls.slice(1).map(({ at }, index) => at - (calls[index]?.at ?? 0));
const everything = (database: string) => [`DESCRIBE ${database}`, `DESCRIBE ${database}.t1`, `DESCRIBE rl_${database}`, `SELECT ${database}.t1`];
const held = async (database: string, principal = scientist) => (await holds(loop, principal)).filter((line) => line.endsWith(` ${database}`) || line.endsWith(` rl_${database}`) || line.includes(` ${database}.`));

/** Shared and seen; the loop knows nothing of it. */
async function shareQuietly(database: string, ...tables: readonly string[]): Promise<void> {
  isSharing = true;
  await share(loop, database, ...(tables.length > 0 ? tables : ['t1']));
  await loop.clock.advance(10 * 60_000);
  isSharing = false;
}

async function arrive(database: string, ...tables: readonly string[]): Promise<void> {
  await shareQuietly(database, ...tables);
  forget();
  await change(loop, database);
}

/** While `roles` are those of mesh.yml. */
async function readBy(roles: Subscription['roles'], work: () => Promise<void>): Promise<void> {
  await follow(loop, { roles });
  await work();
  await follow(loop);
}

describe('pitfall 12: AccessDenied stands for what is not there', () => {
  test('it is looked at a bounded number of times, then a person is told', async () => {
    await change(loop, 'p12_never_shared');

    const looks = callsBy(loop, 'GetDatabase', from).filter(({ input }) => input.includes('p12_never_shared'));
    expect(looks).toMatchObject(Array.from({ length: 6 }, () => ({ error: expect.stringMatching(/^AccessDeniedException/) })));
    expect(failuresAbout(loop, 'p12_never_shared')).toMatchObject([{ function: 'link-product', failure: 'not yet visible', remedy: expect.stringContaining('central account') }]);
    expect(attempts('link-product', 'dead-lettered')).toBe(0);
  });
});

describe('pitfall 13: the grant comes before the share has propagated', () => {
  const notThere = { fails: { code: 'AccessDeniedException', message: 'Insufficient Glue permissions to access table t1' } };

  test('it is made again, later each time, until it is there', async () => {
    await during(loop, { operation: 'BatchGrantPermissions', times: 3, effect: notThere }, () => arrive('p13'));

    const waits = gaps(about('p13')).map((gap) => Math.round(gap / 60_000));
    expect(waits).toHaveLength(3);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(await held('p13')).toEqual(everything('p13'));
    expect(failuresAbout(loop, 'p13')).toEqual([]);
  });

  test('where it never is, a person is told after six looks', async () => {
    await during(loop, { operation: 'BatchGrantPermissions', effect: notThere }, () => arrive('p13_never'));

    expect(about('p13_never')).toHaveLength(6);
    expect(failuresAbout(loop, 'p13_never')).toMatchObject([{ function: 'grant-access', failure: 'not yet visible', remedy: expect.stringMatching(/./) }]);
    expect(await held('p13_never')).toEqual([]);
  });
});

describe('pitfall 14: ConcurrentModification', () => {
  const collision = { code: 'ConcurrentModificationException', message: 'Please retry in a short while' };
  const collides = { failsInPart: { entries: [0], ...collision } };

  test('on a grant: only what collided is made again, after pauses that grow and differ', async () => {
    await during(loop, { operation: 'BatchGrantPermissions', times: 4, effect: collides }, () => arrive('p14'));

    expect(about('p14').map(({ entries }) => entries.length)).toEqual([9, 1, 1, 1, 1]);
    const pauses = gaps(about('p14'));
    for (const [index, pause] of pauses.entries()) expect(pause >= 100 * 2 ** index && pause <= 200 * 2 ** index).toBe(true);
    expect(new Set(pauses.map((pause, index) => pause / 2 ** index)).size).toBe(4);
    expect(await held('p14')).toEqual(everything('p14'));
  });

  test('on a revocation: it is made again, too', async () => {
    await arrive('p14_revoked');
    forget();

    await readBy([], () => during(loop, { operation: 'BatchRevokePermissions', times: 2, effect: collides }, () => reconcileDatabase(loop, 'p14_revoked')));

    expect(about('p14_revoked').map(({ entries }) => entries.length)).toEqual([3, 1, 1]);
    expect(await held('p14_revoked')).toEqual([]);
  });

  test('that does not end: six calls an attempt, then the dead-letter queue, and a later reconcile makes up for it', async () => {
    await during(loop, { operation: 'BatchGrantPermissions', effect: { fails: collision } }, () => arrive('p14_ever'));

    expect(about('p14_ever')).toHaveLength(6 * attempts('grant-access', 'failed'));
    expect(attempts('grant-access', 'dead-lettered')).toBe(1);
    await reconcileDatabase(loop, 'p14_ever');
    expect(await held('p14_ever')).toEqual(everything('p14_ever'));
  });
});

describe('pitfall 15: an InvalidInputException', () => {
  test('whose text speaks of throttling is tried again', async () => {
    const hidden = { fails: { code: 'InvalidInputException', message: 'Rate exceeded (Service: AWSGlue; Status Code: 400; Error Code: ThrottlingException)' } };

    await during(loop, { operation: 'BatchGrantPermissions', times: 3, effect: hidden }, () => arrive('p15'));

    expect(about('p15').map(({ entries }) => entries.length)).toEqual([9, 9, 9, 9]);
    expect(await held('p15')).toEqual(everything('p15'));
    expect(failuresAbout(loop, 'p15')).toEqual([]);
  });

  test('that is one is not, and told', async () => {
    const wrong = { code: 'InvalidInputException', message: 'Permissions modification is invalid.' };

    await during(loop, { operation: 'BatchGrantPermissions', effect: { failsInPart: { entries: [0], ...wrong } } }, () => arrive('p15_wrong'));

    expect(about('p15_wrong')).toHaveLength(1);
    expect(failuresAbout(loop, 'p15_wrong')).toMatchObject([{ function: 'grant-access', failure: 'invalid', code: wrong.code, message: wrong.message }]);
    expect(attempts('grant-access', 'failed')).toBe(0);
  });
});

describe('pitfall 16: BatchGrantPermissions succeeds with Failures', () => {
  test('batches of at most 20 with an Id for each entry; each failure is told and holds up no other', async () => {
    const tables = Array.from({ length: 9 }, (_, index) => `t${index + 1}`);
    const refused = { failsInPart: { entries: [1, 3], code: 'InvalidInputException', message: 'It is invalid.' } };

    await during(loop, { operation: 'BatchGrantPermissions', nth: 1, effect: refused }, () => arrive('p16', ...tables));

    // Three readers: the link, the database and nine tables each.
    expect(about('p16').map(({ entries }) => entries.length)).toEqual([20, 13]);
    for (const { entries } of about('p16')) expect(new Set(entries.map(({ Id }) => Id)).size).toBe(entries.length);
    expect(failuresAbout(loop, 'p16')).toMatchObject([{ message: 'It is invalid.' }, { message: 'It is invalid.' }]);
    expect((await held('p16')).filter((line) => line.startsWith('SELECT'))).toHaveLength(9);
    // No receipt was kept for what was refused: it is still to be given.
    forget();
    await reconcileDatabase(loop, 'p16');
    expect(about('p16').map(({ entries }) => entries.length)).toEqual([2]);
  });
});

describe('pitfall 17: ListPermissions has a second page', () => {
  test('what is on it is known, and not granted again', async () => {
    await arrive('p17');
    forget();
    const end = loop.cloud.intercept({
      before: ({ operation }, input) => {
        if (operation === 'ListPermissions') Object.assign(Object(input), { MaxResults: 1 });
      },
    });

    await reconcileDatabase(loop, 'p17');
    end();

    expect(callsBy(loop, 'ListPermissions', from).filter(({ input }) => input.includes('NextToken')).length).toBeGreaterThan(3);
    expect(batches).toEqual([]);
  });
});

describe('pitfall 18: ListPermissions on a table behind a link fails', () => {
  test('so the target is asked about', async () => {
    await arrive('p18');

    const lake = new LakeFormationClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
    const behindLink = new ListPermissionsCommand({ Resource: { Table: { DatabaseName: 'rl_p18', Name: 't1' } } });
    await expect(lake.send(behindLink)).rejects.toThrow('Database cannot be a link for this operation when called on a table');
    const asked = callsBy(loop, 'ListPermissions', from);
    expect(asked.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(asked.filter(({ input }) => input.includes('"DatabaseName":"rl_'))).toEqual([]);
    expect(asked.some(({ input }) => input.includes('"DatabaseName":"p18"'))).toBe(true);
  });
});

describe('pitfall 19: IAMAllowedPrincipals is still there', () => {
  test('it is told what to do about it, and left as it is', async () => {
    await arrive('p19');
    const open = { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Resource: { Database: { Name: 'rl_p19' } }, Permissions: ['DESCRIBE' as const] };
    await byAdmin(loop, 'lakeformation', new GrantPermissionsCommand(open));
    forget();

    await reconcileDatabase(loop, 'p19');

    expect(failuresAbout(loop, 'p19')).toMatchObject([{ message: expect.stringContaining('IAMAllowedPrincipals holds permissions on it'), remedy: expect.stringContaining('Revoke IAMAllowedPrincipals') }]);
    expect(batches).toEqual([]);
  });
});

describe('pitfall 20: a principal that was deleted', () => {
  const leaver = { ...reading, arn: `arn:aws:iam::${CONSUMER}:role/leaver` };

  test('a grant to it fails for good, with its remedy; the others are made', async () => {
    await readBy([reading, leaver], () => arrive('p20'));

    const told = failuresAbout(loop, 'p20');
    expect(told).toHaveLength(3);
    expect(told).toMatchObject(told.map(() => ({ failure: 'gone', message: expect.stringContaining(`${leaver.arn} does not exist`), remedy: expect.stringContaining('take it out of mesh.yml') })));
    expect(await held('p20')).toEqual(everything('p20'));
    expect(attempts('grant-access', 'failed')).toBe(0);
  });

  test('a revocation from it counts as done', async () => {
    const iam = new IAMClient(clientConfig(loop.cloud, CONSUMER));
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${CONSUMER}:root` }, Action: 'sts:AssumeRole' }] };
    await iam.send(new CreateRoleCommand({ RoleName: 'leaver', AssumeRolePolicyDocument: JSON.stringify(trust) }));
    await readBy([reading, leaver], () => arrive('p20_revoked'));
    expect(await held('p20_revoked', leaver.arn)).toEqual(everything('p20_revoked'));
    await iam.send(new DeleteRoleCommand({ RoleName: 'leaver' }));
    forget();

    await reconcileDatabase(loop, 'p20_revoked');

    expect(about('p20_revoked')).toMatchObject([{ operation: 'BatchRevokePermissions' }]);
    expect(attempts('reconcile', 'failed')).toBe(0);
    forget();
    await reconcileDatabase(loop, 'p20_revoked');
    expect(batches).toEqual([]);
  });
});

describe('pitfall 21: there is nothing to revoke', () => {
  test('since somebody was faster: that counts as done', async () => {
    await arrive('p21');
    forget();
    let raced = false;
    const end = loop.cloud.intercept({
      before: async (call) => {
        if (raced || call.operation !== 'BatchRevokePermissions' || call.caller.roleArn?.includes('reconcile') !== true) return;
        raced = true;
        const taken = { Principal: { DataLakePrincipalIdentifier: scientist }, Resource: { Database: { Name: 'rl_p21' } }, Permissions: ['DESCRIBE' as const] };
        await byAdmin(loop, 'lakeformation', new RevokePermissionsCommand(taken));
      },
    });

    await readBy([], async () => {
      await reconcileDatabase(loop, 'p21');
      end();
      expect(raced).toBe(true);
      expect(await held('p21')).toEqual([]);
      expect(attempts('reconcile', 'failed')).toBe(0);
      forget();
      await reconcileDatabase(loop, 'p21');
      expect(batches).toEqual([]);
    });
  });
});
