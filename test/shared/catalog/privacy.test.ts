import { describe, expect, test } from 'vitest';
import { privacyOf, privateColumns, type Tagged } from '../../../shared/catalog/privacy.ts';
import { unanchored, withoutPrivate } from '../../../shared/drift/grid-of.ts';
import type { Grid } from '../../../shared/drift/grid.ts';
import { meshOf, subscription } from './meshes.ts';

const product = { catalogId: '111111111111', database: 'credit_risk', table: 'applications' };
const high = { key: 'pii', value: 'high' };
const low = { key: 'pii', value: 'low' };
const nothing: Tagged = { database: [], table: [], columns: new Map() };
const names = ['id', 'email', 'city'];
const by = (columns: readonly string[], tagged: Partial<Tagged> = {}) => privateColumns(names, { columns, lfTags: [high], minimumCount: 10 }, { ...nothing, ...tagged });

describe('private columns', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['none', [], []],
    ['by name', ['email'], ['email']],
    ['by glob, whatever the case', ['*I*'], ['id', 'email', 'city']],
  ])('%s', (_, patterns, expected) => {
    expect(by(patterns)).toEqual(expected);
  });

  test.each<[string, Partial<Tagged>, readonly string[]]>([
    ['of their own', { columns: new Map([['email', [high]]]) }, ['email']],
    ['of the table', { table: [high] }, names],
    ['of the database', { database: [high] }, names],
    ['of the database, but not of the table', { database: [high], table: [low] }, []],
    ['of the table, but not of one column', { table: [high], columns: new Map([['city', [low]]]) }, ['id', 'email']],
    ['of the table, beside another key of the column', { table: [high], columns: new Map([['city', [{ key: 'domain', value: 'x' }]]]) }, names],
  ])('by a tag %s', (_, tagged, expected) => {
    expect(by([], tagged)).toEqual(expected);
  });

  test('are those of all subscriptions on the table, and the highest minimum count holds', () => {
    const privacy = { columns: ['email'], minimumCount: 20, maskValues: false };
    const mesh = meshOf(
      subscription({ name: 'a', database: 'credit_risk', privacy }),
      subscription({ name: 'b', database: 'credit_*', privacy: { columns: ['id'], lfTags: { pii: ['high'] }, minimumCount: 5, maskValues: false } }),
      subscription({ name: 'c', database: 'other', privacy: { ...privacy, columns: ['*'] } }),
    );
    expect(privacyOf(mesh, product)).toEqual({ columns: ['email', 'id'], lfTags: [high], minimumCount: 20 });
  });
});

describe('the grid of a column', () => {
  const grid: Grid = { version: 1, rows: 1, columns: [{ name: 'city', type: 'string', kind: 'categories', listed: ['Harbour'], open: true, other: '(other)' }] };
  const columns = [{ name: 'city', type: 'string' }];

  test('loses its values when it is marked later', () => {
    expect(JSON.stringify(withoutPrivate(grid, ['city']))).not.toContain('Harbour');
    expect(withoutPrivate(grid, ['other'])).toEqual(grid);
  });

  test('is anchored anew when it is private no more', () => {
    const hidden = withoutPrivate(grid, ['city']);
    expect(unanchored(hidden, columns, (name) => name === 'city')).toEqual([]);
    expect(unanchored(hidden, columns)).toEqual(columns);
  });
});
