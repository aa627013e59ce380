import { PutDataLakeSettingsCommand, RegisterResourceCommand, DeregisterResourceCommand, GrantPermissionsCommand, LakeFormationClient, ListLakeFormationOptInsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { administratorRoles, productBucket } from '../../local/scenario/bootstrap.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';
import { byAdmin, bySteward, failuresOf, heldBy, metricsOf, subscribed } from '../support/mesh-people.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

/** Long enough for links, grants and the canary; the data is looked at only when the window of five minutes has ended. */
const beforeSettling = 4 * 60_000;

const reader = 'arn:aws:iam::222222222222:role/meshloop-dev-reader-credit-risk';
const scientist = 'arn:aws:iam::222222222222:role/data-scientist';

/** Central's location is in hybrid access mode: its grants count only for principals that opted in. */
async function hybrid(loop: Loop): Promise<void> {
  const ResourceArn = `arn:aws:s3:::${productBucket(loop.names)}`;
  await bySteward(loop, 'lakeformation', new DeregisterResourceCommand({ ResourceArn }));
  await bySteward(loop, 'lakeformation', new RegisterResourceCommand({ ResourceArn, UseServiceLinkedRole: true, HybridAccessEnabled: true }));
}

async function optedIn(loop: Loop, principal: string): Promise<number> {
  const lake = new LakeFormationClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
  const { LakeFormationOptInsInfoList = [] } = await lake.send(new ListLakeFormationOptInsCommand({ Principal: { DataLakePrincipalIdentifier: principal } }));
  return LakeFormationOptInsInfoList.length;
}


describe('a location in hybrid access mode', () => {
  test('with hybridAccess in mesh.yml: every reader is opted in, and access is proved', async () => {
    const loop = await startLoop({ mesh: subscribed(() => ({ hybridAccess: true, paused: true })) });
    await hybrid(loop);

    await loop.people.register(versions.first);
    await loop.clock.advance(beforeSettling);

    expect([await optedIn(loop, reader), await optedIn(loop, scientist)]).toEqual([2, 2]);
    expect(loop.types()).toContain('Access Granted');
    expect(failuresOf(loop)).toEqual([]);
    await loop.close();
  });

  test('without: nobody is opted in, and the canary tells what mesh.yml lacks, as an event and a metric', async () => {
    const loop = await startLoop({ mesh: subscribed(() => ({ paused: true })) });
    await hybrid(loop);

    await loop.people.register(versions.first);
    await loop.clock.run();

    expect(await optedIn(loop, reader)).toBe(0);
    expect(loop.types()).not.toContain('Access Granted');
    expect(failuresOf(loop).filter(({ code }) => code === 'NotReadable')[0]).toMatchObject({ remedy: expect.stringContaining('hybridAccess: true under credit-risk') });
    expect(await metricsOf(loop)).toContain('NotReadable');
    await loop.close();
  });
});

describe('IAMAllowedPrincipals', () => {
  test('on a link of ours: granted all the same, and told as an event and a metric', async () => {
    const loop = await startLoop({ mesh: subscribed(() => ({ paused: true })) });
    const everybody = [{ Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL' as const] }];
    const DataLakeAdmins = administratorRoles(loop.names).map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier }));
    await byAdmin(loop, 'lakeformation', new PutDataLakeSettingsCommand({ DataLakeSettings: { DataLakeAdmins, CreateDatabaseDefaultPermissions: everybody, CreateTableDefaultPermissions: everybody, Parameters: { CROSS_ACCOUNT_VERSION: '4' } } }));

    await loop.people.register(versions.first);
    await loop.clock.advance(beforeSettling);

    expect(await heldBy(loop, scientist)).toContain('database rl_credit_risk: DESCRIBE');
    expect(failuresOf(loop).find(({ code }) => code === 'LeftToIam')).toMatchObject({ message: expect.stringContaining('rl_credit_risk'), remedy: expect.stringContaining('Revoke IAMAllowedPrincipals') });
    expect(await metricsOf(loop)).toContain('LeftToIam');
    await loop.close();
  });

  test('on the product in central: told when it is granted there', async () => {
    const loop = await startLoop({ mesh: subscribed(() => ({ paused: true })) });
    await loop.people.register(versions.first);
    await loop.clock.advance(beforeSettling);

    const Resource = { Table: { DatabaseName: 'credit_risk', Name: 'applications' } };
    await bySteward(loop, 'lakeformation', new GrantPermissionsCommand({ Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Resource, Permissions: ['ALL'] }));
    await loop.clock.advance(beforeSettling);

    expect(failuresOf(loop)).toMatchObject([{ code: 'LeftToIam', message: expect.stringContaining('credit_risk.applications: IAMAllowedPrincipals'), remedy: expect.stringContaining('In account 111111111111') }]);
    await loop.close();
  });
});
