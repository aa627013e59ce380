import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListPermissionsCommand, LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { loadMesh } from '../../shared/mesh/load.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { interceptDeliveries } from '../support/deliveries.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(300);
});
afterAll(() => versions.dispose());

const root = join(import.meta.dirname, '../..');
const domain = 'dzd_4w1kzq7example';
const assets = ['abcd1234asset', 'abcd1234listing'];
const withAssets = (mesh: Mesh): Mesh => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, dataZone: { domain, assets } })) });

const changes = (loop: Loop) => loop.mesh().flatMap((event) => (event['detail-type'] === 'Data Product Changed' ? [event.detail] : []));

/** A mesh that hears of products through Amazon DataZone alone. */
async function start(mesh = withAssets): Promise<Loop> {
  const loop = await startLoop({ mesh });
  interceptDeliveries(loop, ({ functionName, deliver }) => {
    if (functionName !== 'notice-change' && functionName !== 'accept-share') deliver();
  });
  await loop.people.register(versions.first);
  await loop.clock.run();
  expect(changes(loop)).toEqual([]);
  return loop;
}

/** As Amazon DataZone puts it into the account of its domain; the sample is constructed. */
function announce(loop: Loop, id: string, change: (detail: Record<string, unknown>) => Record<string, unknown> = (detail) => detail): void {
  const sample = JSON.parse(readFileSync(join(root, `events/samples/${id}.json`), 'utf8'));
  loop.cloud.events.emit('111111111111', { source: sample.source, detailType: sample['detail-type'], detail: change(sample.detail) });
}

describe('Amazon DataZone as the front door', () => {
  test('a grant that is completed starts the loop, and the roles of mesh.yml outside the project are granted', async () => {
    const loop = await start();

    announce(loop, 'datazone-subscription-grant-completed');
    await loop.clock.run();

    expect(changes(loop)).toMatchObject([{ metadata: { product: { database: 'credit_risk' } }, data: { change: 'Subscription Grant Completed' } }]);
    expect(loop.types()).toContain('Access Granted');
    expect(loop.types()).toContain('Retraining Finished');
    const lake = new LakeFormationClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
    const { PrincipalResourcePermissions = [] } = await lake.send(new ListPermissionsCommand({}));
    expect(PrincipalResourcePermissions.map(({ Principal }) => Principal?.DataLakePrincipalIdentifier)).toContain(loop.names.readers[0]);
    await loop.close();
  });

  test.each(['datazone-asset-schema-changed', 'datazone-new-asset-version-available'])('%s of a subscribed asset starts it too', async (id) => {
    const loop = await start();

    announce(loop, id);
    await loop.clock.run();

    expect(loop.types()).toContain('Access Granted');
    await loop.close();
  });

  test.each([
    ['another asset', { data: { assetId: 'other' } }],
    ['another domain', { metadata: { domain: 'dzd_other' } }],
    ['no asset', { data: {} }],
  ])('an event of %s changes nothing', async (_, change) => {
    const loop = await start();

    announce(loop, 'datazone-asset-schema-changed', (detail) => ({ ...detail, ...change }));
    await loop.clock.run();

    expect(changes(loop)).toEqual([]);
    expect(loop.types()).not.toContain('Data Product Linked');
    await loop.close();
  });

  test('a mesh that names no assets hears nothing of it', async () => {
    const loop = await start((mesh) => mesh);

    announce(loop, 'datazone-subscription-grant-completed');
    await loop.clock.run();

    expect(changes(loop)).toEqual([]);
    expect(loop.types()).not.toContain('Data Product Linked');
    await loop.close();
  });
});

describe('dataZone in mesh.yml', () => {
  const meshYml = readFileSync(join(root, 'mesh.yml'), 'utf8');
  const added = (dataZone: string) => meshYml.replace('    settleWindow: 5m', `    dataZone: ${dataZone}\n    settleWindow: 5m`);

  test('is read', () => {
    expect(loadMesh(added(`{ domain: ${domain}, assets: [abcd] }`), 'mesh.yml')).toMatchObject({ mesh: { subscriptions: [{ dataZone: { domain, assets: ['abcd'] } }] } });
  });

  test.each(['{ domain: x, assets: [a] }', `{ domain: ${domain}, assets: [] }`, `{ domain: ${domain} }`, `{ domain: ${domain}, assets: ["a b"] }`])('%s is refused', (dataZone) => {
    expect(loadMesh(added(dataZone), 'mesh.yml')).toHaveProperty('errors');
  });
});
