import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimState, rankProfile } from '../../../shared/catalog/claim-plan.ts';
import { planCrawl } from '../../../shared/catalog/crawl-plan.ts';
import { grantBatches, missingGrants, resourceKey, wantedGrants, type Grant, type Resource } from '../../../shared/catalog/grant-plan.ts';
import { planLink } from '../../../shared/catalog/link-plan.ts';
import { queryFailure } from '../../../shared/catalog/query-failure.ts';
import { planQuery } from '../../../shared/catalog/query-plan.ts';
import { fingerprint, type TableVersion } from '../../../shared/catalog/table-version.ts';
import { creditRisk, subscription } from './meshes.ts';

describe('the plan of a link', () => {
  const target = { catalogId: '111111111111', database: 'credit_risk' };

  test('creates what is not there and keeps what is right', () => {
    expect(planLink('rl_credit_risk', target, undefined)).toEqual({ action: 'create' });
    expect(planLink('rl_credit_risk', target, { name: 'rl_credit_risk', target })).toEqual({ action: 'keep' });
  });

  test.each([
    ['a real database', undefined],
    ['a link to another database', { catalogId: '111111111111', database: 'other' }],
    ['a link to the same name elsewhere', { catalogId: '333333333333', database: 'credit_risk' }],
  ])('refuses %s', (_, other) => {
    expect(planLink('rl_credit_risk', target, { name: 'rl_credit_risk', ...(other && { target: other }) })).toMatchObject({
      action: 'refuse',
    });
  });

  test.each(['credit_risk', 'rl_Credit', `rl_${'x'.repeat(253)}`])('refuses the name %s', (name) => {
    expect(planLink(name, target, undefined)).toMatchObject({ action: 'refuse' });
  });
});

describe('the plan of grants', () => {
  const target = { catalogId: '111111111111', database: 'credit_risk', tables: ['applications', 'payments', 'tmp_1'] };
  const wanted = { consumer: '222222222222', target, link: 'rl_credit_risk', ownRoles: ['reader', 'pipeline'] };

  test('gives each role the link and both tag expressions', () => {
    const grants = wantedGrants({
      ...wanted,
      subscription: { ...creditRisk, roles: [{ arn: 'scientist', permissions: ['SELECT'], access: creditRisk.access }] },
    });

    expect(new Set(grants.map(({ principal }) => principal))).toEqual(new Set(['reader', 'pipeline', 'scientist']));
    expect(grants.filter(({ principal }) => principal === 'scientist')).toEqual([
      {
        principal: 'scientist',
        resource: { kind: 'database', catalogId: '222222222222', database: 'rl_credit_risk' },
        permissions: ['DESCRIBE'],
      },
      {
        principal: 'scientist',
        resource: { kind: 'tagged', catalogId: '111111111111', type: 'DATABASE', tags: { domain: ['credit'] } },
        permissions: ['DESCRIBE'],
      },
      {
        principal: 'scientist',
        resource: { kind: 'tagged', catalogId: '111111111111', type: 'TABLE', tags: { domain: ['credit'] } },
        permissions: ['SELECT'],
      },
    ]);
  });

  test('names the tables that a glob means, and grants all of them as one', () => {
    const by = (tables: string[]) =>
      wantedGrants({
        ...wanted,
        ownRoles: ['reader'],
        subscription: subscription({ name: 's', database: 'credit_risk', access: { by: 'tables', tables } }),
      }).map(({ resource }) => resource.kind);

    expect(by(['app*', 'payments'])).toEqual(['database', 'database', 'table', 'table']);
    expect(by(['*'])).toEqual(['database', 'database', 'all tables']);
    expect(by(['none'])).toEqual(['database', 'database']);
  });

  const resource: fc.Arbitrary<Resource> = fc.oneof(
    fc.record({ kind: fc.constant('database' as const), catalogId: fc.constantFrom('1', '2'), database: fc.constantFrom('a', 'b') }),
    fc.record({
      kind: fc.constant('table' as const),
      catalogId: fc.constantFrom('1', '2'),
      database: fc.constantFrom('a', 'b'),
      table: fc.constantFrom('t', 'u'),
    }),
    fc.record({ kind: fc.constant('all tables' as const), catalogId: fc.constant('1'), database: fc.constantFrom('a', 'b') }),
    fc.record({
      kind: fc.constant('tagged' as const),
      catalogId: fc.constant('1'),
      type: fc.constantFrom('DATABASE' as const, 'TABLE' as const),
      tags: fc.dictionary(fc.constantFrom('k', 'l'), fc.array(fc.constantFrom('v', 'w'), { minLength: 1 })),
    }),
  );
  const grant: fc.Arbitrary<Grant> = fc.record({
    principal: fc.constantFrom('p', 'q'),
    resource,
    permissions: fc.constantFrom<Grant['permissions']>(['SELECT'], ['DESCRIBE'], ['SELECT', 'DESCRIBE']),
  });

  test('asks for nothing that is held, for all that is not, and then for nothing', () => {
    fc.assert(
      fc.property(fc.array(grant), fc.array(grant), (want, held) => {
        const missing = missingGrants(want, held);
        expect(missingGrants(want, [...held, ...missing])).toEqual([]);
        expect(missingGrants(want, want)).toEqual([]);
        expect(missingGrants(missing, held)).toEqual(missing);
      }),
    );
  });

  test('asks for the part that is not held, so that a receipt names only that', () => {
    const held: Grant = { principal: 'p', resource: { kind: 'database', catalogId: '1', database: 'a' }, permissions: ['DESCRIBE'] };
    const want: Grant = { ...held, permissions: ['SELECT', 'DESCRIBE'] };

    expect(missingGrants([want], [held])).toEqual([{ ...held, permissions: ['SELECT'] }]);
  });

  test('takes tags in any order for the same', () => {
    const one: Resource = { kind: 'tagged', catalogId: '1', type: 'TABLE', tags: { a: ['x', 'y'], b: ['z'] } };
    const other: Resource = { kind: 'tagged', catalogId: '1', type: 'TABLE', tags: { b: ['z'], a: ['y', 'x'] } };

    expect(resourceKey(one)).toBe(resourceKey(other));
  });

  test('has batches of at most 20 with all grants in order', () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 70 }), (grants) => {
        const batches = grantBatches(grants);
        expect(batches.flat()).toEqual(grants);
        expect(batches.every(({ length }) => length >= 1 && length <= 20)).toBe(true);
      }),
    );
  });
});

describe('the plan of a crawl', () => {
  const request = (requestedAt: number) => ({
    crawler: 'c',
    subscription: 's',
    changeId: `c${requestedAt}`,
    requestedAt,
    product: { catalogId: '111111111111', database: 'd', table: 't' },
  });
  const [before, after] = [request(1_000), request(9_000)];

  test('covers what was asked for before the crawl started, and starts again for the rest', () => {
    expect(planCrawl([before, after], { state: 'READY', last: { startedAt: 5_000, succeeded: true } })).toEqual({
      refreshed: [before],
      failed: [],
      startAgain: true,
    });
    expect(planCrawl([before], { state: 'READY', last: { startedAt: 5_000, succeeded: false } })).toEqual({
      refreshed: [],
      failed: [before],
      startAgain: false,
    });
  });

  test.each(['RUNNING', 'STOPPING'] as const)('leaves what came later, and what failed, to the end of a crawl that is %s', (state) => {
    expect(planCrawl([before, after], { state, last: { startedAt: 5_000, succeeded: true } })).toEqual({
      refreshed: [before],
      failed: [],
      startAgain: false,
    });
    expect(planCrawl([before, after], { state, last: { startedAt: 5_000, succeeded: false } })).toEqual({
      refreshed: [],
      failed: [],
      startAgain: false,
    });
  });

  test('starts a crawler that never ran', () => {
    expect(planCrawl([before], { state: 'READY' })).toEqual({ refreshed: [], failed: [], startAgain: true });
  });
});

describe('the plan of a query', () => {
  const late = queryFailure('FAILED', 'TABLE_NOT_FOUND: line 2: Table awsdatacatalog.rl_x.t does not exist', false);
  const wrong = queryFailure('FAILED', "HIVE_BAD_DATA: Error parsing field value 'Jane Doe' for field 3", false);

  test('classifies by what Athena says, without its quotations', () => {
    expect(late).toMatchObject({ failure: 'not yet visible', code: 'TABLE_NOT_FOUND' });
    expect(wrong).toMatchObject({ failure: 'invalid', code: 'HIVE_BAD_DATA' });
    expect(JSON.stringify(wrong)).not.toContain('Jane');
    expect(queryFailure('FAILED', "Cannot cast 'JANE_DOE' to integer", false).code).toBe('QUERY_FAILED');
    expect(queryFailure('FAILED', 'Query exhausted resources at this scale factor', false).failure).toBe('retry');
    expect(queryFailure('CANCELLED', '', false).failure).toBe('retry');
    expect(queryFailure('FAILED', 'Bytes scanned limit was exceeded', false).failure).toBe('invalid');
  });

  test.each([
    [undefined, true, 1, true, 'wait'],
    [undefined, false, 1, true, 'use'],
    [late, false, 1, true, 'retry later'],
    [late, false, 1, false, 'retry now'],
    [late, false, 5, true, 'give up'],
    [wrong, false, 1, true, 'give up'],
  ] as const)('%#', (failure, running, attempt, early, step) => {
    expect(planQuery(failure, running, attempt, early)).toBe(step);
  });
});

describe('claims and ranks of profiles', () => {
  const claim = { changeId: 'a', claimedAt: 0 };
  const newest = { changeId: 'a', fingerprint: 'f', digest: 'd', readAt: 10 };

  test('one change profiles a version; what ended or was abandoned may be taken over', () => {
    expect(claimState(undefined, 'b', false, 1)).toBe('free');
    expect(claimState(claim, 'a', false, 1)).toBe('ours');
    expect(claimState(claim, 'b', false, 1)).toBe('taken');
    expect(claimState(claim, 'b', true, 1)).toBe('stale');
    expect(claimState(claim, 'b', false, 7 * 60 * 60_000)).toBe('stale');
  });

  test('equal counts end the line, older data is passed over, and a repeated end counts again', () => {
    expect(rankProfile({ ...newest, changeId: 'b' }, undefined)).toBe('new');
    expect(rankProfile(newest, newest)).toBe('new');
    expect(rankProfile({ ...newest, changeId: 'b', readAt: 11 }, newest)).toBe('same data');
    expect(rankProfile({ ...newest, changeId: 'b', readAt: 11, digest: 'e' }, newest)).toBe('new');
    expect(rankProfile({ ...newest, changeId: 'b', readAt: 9, digest: 'e' }, newest)).toBe('older');
  });
});

describe('the fingerprint of a version', () => {
  const version: TableVersion = {
    columns: [{ name: 'a', type: 'int' }],
    partitionKeys: [{ name: 'day', type: 'date' }],
    location: 's3://b/t/',
    createdAt: 1,
    versionId: '3',
    metadataLocation: '',
    snapshotId: '',
    updatedAt: 1,
    partitions: [
      { values: ['1'], location: 's3://b/t/1', createdAt: 1, updatedAt: 0, parameters: '' },
      { values: ['2'], location: 's3://b/t/2', createdAt: 2, updatedAt: 0, parameters: '' },
    ],
  };

  const first = { values: ['1'], location: 's3://b/t/1', createdAt: 1, updatedAt: 0, parameters: '' };

  test('is the same for a commit of Iceberg that keeps the snapshot', () => {
    const iceberg = { ...version, snapshotId: '7', metadataLocation: 's3://b/t/m1.json' };
    expect(fingerprint({ ...iceberg, versionId: '4', metadataLocation: 's3://b/t/m2.json' })).toBe(fingerprint(iceberg));
  });

  test('does not depend on the order of partitions', () => {
    expect(fingerprint({ ...version, partitions: version.partitions.toReversed() })).toBe(fingerprint(version));
  });

  test.each<[string, Partial<TableVersion>]>([
    ['a new version', { versionId: '4' }],
    ['a table created anew', { createdAt: 2 }],
    ['another column type', { columns: [{ name: 'a', type: 'bigint' }] }],
    ['a commit of Iceberg', { metadataLocation: 's3://b/t/m2.json' }],
    ['a partition less', { partitions: version.partitions.slice(1) }],
    ['a partition made anew', { partitions: [{ ...first, createdAt: 9 }, ...version.partitions.slice(1)] }],
    ['a partition written anew', { partitions: [{ ...first, updatedAt: 9 }, ...version.partitions.slice(1)] }],
    ['a partition with other sizes', { partitions: [{ ...first, parameters: 'x' }, ...version.partitions.slice(1)] }],
    ['another snapshot', { snapshotId: '7' }],
  ])('differs for %s', (_, change) => {
    expect(fingerprint({ ...version, ...change })).not.toBe(fingerprint(version));
  });
});
