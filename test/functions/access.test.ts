import { CreateDatabaseCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { creditVersions, startLoop, type Loop, type Resources, type Versions } from '../support/loop.ts';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(300);
});
afterAll(() => versions.dispose());

const canaries = (loop: Loop) =>
  loop.seen.flatMap((each) =>
    each.kind === 'call' && each.operation === 'StartQueryExecution' && JSON.stringify(each.input).includes('queries/access/')
      ? [JSON.stringify(each.input)]
      : [],
  );

/** The templates with the reader role unable to get data from Lake Formation. */
function withoutDataAccess(resources: Resources): Resources {
  return JSON.parse(JSON.stringify(resources).replaceAll('lakeformation:GetDataAccess', 'lakeformation:GetLFTag'));
}

describe('access that never works', () => {
  test('is tried a few times, each time with another token, and then told to a person', async () => {
    const loop = await startLoop({ edit: withoutDataAccess });

    await loop.people.register(versions.first);
    await loop.clock.run();

    const tables = loop.mesh().filter(({ detail }) => JSON.stringify(detail).includes('"function":"confirm-access"'));
    expect(tables.length).toBeGreaterThan(0);
    expect(tables[0]?.detail).toMatchObject({ data: { code: 'NotReadable', message: expect.stringContaining('failed at attempt 5'), remedy: expect.stringContaining('hybridAccess: true') } });
    const tokens = new Set(canaries(loop).map((input) => /"ClientRequestToken":"(\w+)"/.exec(input)?.[1]));
    expect(tokens.size).toBe(5 * tables.length);
    expect(loop.types()).not.toContain('Access Granted');
    await loop.close();
  });
});

describe('a link name that stands for something else', () => {
  test('is refused: the database stays as it is and nothing is granted', async () => {
    const loop = await startLoop();
    const { consumer } = loop.names.accounts;
    const command = new CreateDatabaseCommand({ DatabaseInput: { Name: loop.names.link } });
    await loop.people.carryOut([
      { account: 'consumer', as: 'platform-admin', why: 'somebody has a database of that name', client: 'glue', command },
    ]);

    await loop.people.register(versions.first);
    await loop.clock.run();

    const failures = loop.mesh().flatMap((event) => (event['detail-type'] === 'Sync Failed' ? [event.detail] : []));
    expect(failures).toMatchObject(failures.map(() => ({ data: { failure: 'invalid', code: 'Refused' } })));
    expect(new Set(failures.map((detail) => JSON.parse(JSON.stringify(detail)).data.function))).toEqual(new Set(['link-product']));
    expect(loop.types()).not.toContain('Data Product Linked');
    // The settled change ends there too: link-product has told why, and no dead letter is left to a person.
    expect(loop.types()).toContain('Data Product Settled');
    expect(loop.types()).not.toContain('Catalog Refreshed');
    expect(loop.seen.filter((each) => each.kind === 'invocation' && each.phase === 'dead-lettered')).toEqual([]);
    expect(
      loop.seen.filter((each) => each.kind === 'call' && each.account === consumer && each.operation === 'BatchGrantPermissions'),
    ).toEqual([]);
    await loop.close();
  });
});
