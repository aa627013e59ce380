import { DeleteLakeFormationOptInCommand, LakeFormationClient, ListLakeFormationOptInsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { applyFaults } from '../../local/faults/index.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';
import { byAdmin, deployMesh, failuresOf, reconcile, subscribed } from '../support/mesh-people.ts';

/** What some permissions are for: it happens rarely, and every time that something else went wrong. */
const minute = 60_000;
const hour = 60 * minute;
const bucket = 'meshloop-dev-222222222222-eu-central-1';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

const calls = (loop: Loop, role: string, operation: string) =>
  loop.seen.flatMap((each) => (each.kind === 'call' && each.operation === operation && each.caller.roleArn?.endsWith(`meshloop-dev-${role}`) && each.error === undefined ? [JSON.stringify(each.input)] : []));

describe('profile-data', () => {
  test('gives a version free that it claimed while another attempt began with the one before', async () => {
    const loop = await startLoop();
    applyFaults(loop.cloud, {
      faults: [
        { kind: 'event', match: { detailType: 'Catalog Refreshed' }, effect: { doubled: 10 }, nth: 1 },
        // The first has read its version and waits; the second sees nothing of it, and reads a newer one.
        { kind: 'call', match: { service: 's3', operation: 'PutObject', input: '/claims/' }, effect: { slow: 13 }, nth: 1 },
      ],
    });
    await loop.people.register(versions.first);
    const began = () => loop.seen.some((each) => each.kind === 'invocation' && each.phase === 'started' && each.functionName.endsWith('profile-data'));
    while (!began()) await loop.clock.advance(1000);
    await loop.clock.advance(4000);

    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();

    expect(calls(loop, 'profile-data', 'DeleteObject').filter((input) => input.includes('/claims/'))).toHaveLength(1);
    expect(failuresOf(loop)).toEqual([]);
    await loop.close();
  });
});

describe('start-retraining', () => {
  test('ends a request that nobody needs any more', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();
    applyFaults(loop.cloud, { faults: [{ kind: 'event', match: { detailType: 'Retraining Requested' }, effect: { late: 2 * 3600 }, nth: 1 }] });
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.advance(hour);

    await loop.people.reRegister(versions.first, 3);
    await loop.clock.run();

    expect(loop.types().filter((type) => type === 'Retraining Started')).toHaveLength(1);
    expect(calls(loop, 'start-retraining', 'DeleteObject').filter((input) => input.includes('/pending/'))).toHaveLength(1);
    expect(loop.cloud.s3.list(bucket, 'runs/credit-risk/pending/')).toEqual([]);
    await loop.close();
  });
});

describe('reconcile', () => {
  test('opts in again who was opted out, and out who left mesh.yml', async () => {
    const hybrid = subscribed(() => ({ hybridAccess: true, paused: true }));
    const loop = await startLoop({ mesh: hybrid });
    await loop.people.register(versions.first);
    await loop.clock.run();
    const lake = new LakeFormationClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
    const { LakeFormationOptInsInfoList: [optIn] = [] } = await lake.send(new ListLakeFormationOptInsCommand({ Principal: { DataLakePrincipalIdentifier: 'arn:aws:iam::222222222222:role/data-scientist' } }));
    await byAdmin(loop, 'lakeformation', new DeleteLakeFormationOptInCommand({ Principal: optIn?.Principal, Resource: optIn?.Resource }));

    await reconcile(loop);
    expect(calls(loop, 'reconcile', 'CreateLakeFormationOptIn').length).toBeGreaterThan(0);

    await deployMesh(loop, (mesh) => subscribed(() => ({ hybridAccess: true, paused: true, roles: [] }))(mesh));
    await reconcile(loop);
    expect(calls(loop, 'reconcile', 'DeleteLakeFormationOptIn').length).toBeGreaterThan(0);
    await loop.close();
  });
});
