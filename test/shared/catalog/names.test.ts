import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { profileKey } from '../../../shared/catalog/keys.ts';
import { decode, encode } from '../../../shared/catalog/names.ts';
import { linkName } from '../../../shared/mesh/names.ts';
import { contextOf, outputPrefix, queryComment, type QueryContext } from '../../../shared/catalog/query-context.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 255 });

describe('names in keys', () => {
  test('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(name, (any) => {
        expect(decode(encode(any))).toBe(any);
      }),
    );
  });

  test('have only characters that mean nothing to a key, a URL or SQL', () => {
    fc.assert(
      fc.property(name, (any) => {
        expect(encode(any)).toMatch(/^[A-Za-z0-9_=-]+$/);
      }),
    );
  });

  test('differ for different names', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(encode(one) === encode(other)).toBe(one === other);
      }),
    );
  });

  test('keep what is plain', () => {
    expect(profileKey({ catalogId: '111111111111', database: 'credit_risk', table: 'applications' }, 'c')).toBe(
      'profiles/credit_risk/applications/c.json',
    );
    expect(encode('x"; DROP TABLE y; --')).toBe('x=22=3B=20DROP=20TABLE=20y=3B=20--');
    expect(encode('..')).toBe('=2E=2E');
  });
});

describe('the context of a query', () => {
  const context = fc.record<QueryContext>({
    purpose: fc.constantFrom('access', 'grid', 'profile'),
    subscription: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    database: name,
    table: name,
    changeId: fc.stringMatching(/^[0-9a-f]{16}-\d{8}T\d{9}Z$/),
    part: fc.nat(100),
    attempt: fc.integer({ min: 1, max: 5 }),
  });

  test('is read back from the output location', () => {
    fc.assert(
      fc.property(context, (any) => {
        expect(contextOf('b', `s3://b/${outputPrefix(any)}5d2f7a10.csv`)).toEqual(any);
      }),
    );
  });

  test('is one line of harmless characters in the query', () => {
    fc.assert(
      fc.property(context, (any) => {
        expect(queryComment(any)).toMatch(/^-- meshloop [A-Za-z0-9_=/-]+$/);
      }),
    );
  });

  test.each([
    's3://other/queries/access/s/d/t/c/0-1/x.csv',
    's3://b/elsewhere/access/s/d/t/c/0-1/x.csv',
    's3://b/queries/export/s/d/t/c/0-1/x.csv',
    '',
  ])('is none for %j', (location) => expect(contextOf('b', location)).toBeUndefined());
});

describe('link names', () => {
  test('say the database, and with a hash what that does not tell apart', () => {
    expect(linkName({}, 'credit_risk')).toBe('rl_credit_risk');
    expect(linkName({ link: 'rl_own' }, 'credit_risk')).toBe('rl_own');
    expect(linkName({ catalog: '333333333333' }, 'credit_risk')).toMatch(/^rl_credit_risk_[0-9a-f]{8}$/);
    expect(linkName({ catalog: '333333333333' }, 'credit_risk')).not.toBe(linkName({ catalog: '444444444444' }, 'credit_risk'));
  });

  test('are at most 255 characters in lower case, always the same, and differ where the databases do', () => {
    const database = fc.string({ minLength: 200, maxLength: 255 });
    fc.assert(
      fc.property(database, database, fc.option(fc.constantFrom('333333333333', '444444444444'), { nil: undefined }), (one, other, catalog) => {
        const name = linkName({ catalog }, one);
        expect(name).toMatch(/^rl_/);
        expect(name.length).toBeLessThanOrEqual(255);
        expect(name).toBe(name.toLowerCase());
        expect(linkName({ catalog }, one)).toBe(name);
        expect(linkName({ catalog }, other) === name).toBe(one.toLowerCase() === other.toLowerCase());
      }),
    );
  });
});
