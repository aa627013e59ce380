import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, type Fault } from '../../local/faults/index.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

const lost = (match: Extract<Fault, { kind: 'event' }>['match']): Fault => ({ kind: 'event', match, effect: { lost: true } });
const changeIds = (loop: Loop, type: string) =>
  loop.mesh().flatMap((event) => (event['detail-type'] === type ? [String(JSON.parse(JSON.stringify(event.detail)).metadata.changeId)] : []));
const open = (loop: Loop) => loop.cloud.s3.list('meshloop-dev-222222222222-eu-central-1', 'open/queries/');

describe('queries whose event and deadline were both lost', () => {
  test('are looked at by the hourly reconcile: access is proved, and the data profiled', async () => {
    const loop = await startLoop();
    const end = applyFaults(loop.cloud, {
      faults: [lost({ source: 'aws.athena' }), ...['access-query', 'profile-query'].map((wait) => lost({ detailType: 'Deadline Reached', detail: `"${wait}"` }))],
    });
    await loop.people.register(versions.first);
    await loop.clock.advance(50 * 60_000);
    const changes = new Set(changeIds(loop, 'Data Product Linked'));
    expect(loop.types()).not.toContain('Access Granted');
    expect(loop.types()).not.toContain('Data Profiled');
    expect(open(loop).length).toBeGreaterThan(1);
    end();

    await loop.clock.advance(3 * 3_600_000);

    // The daily proof has change ids of its own: it is not what is waited for here.
    expect(new Set(changeIds(loop, 'Access Granted').filter((id) => changes.has(id)))).toEqual(changes);
    expect(loop.types().filter((type) => type === 'Data Profiled')).toHaveLength(1);
    expect(open(loop)).toEqual([]);
    await loop.close();
  });
});
