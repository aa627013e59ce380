import { describe, expect, it } from 'vitest';
import { InvalidPattern, matchesPattern } from '../../../local/eventbridge/pattern.ts';

const crawl = {
  source: 'aws.glue',
  'detail-type': 'Glue Crawler State Change',
  account: '222222222222',
  resources: [],
  detail: {
    crawlerName: 'Applications',
    state: 'Succeeded',
    warningMessage: '',
    runs: 3,
    address: '10.0.0.17',
    changes: [
      { kind: 'table', name: 'a' },
      { kind: 'partition', name: 'b' },
    ],
    error: null,
  },
};

describe('matchesPattern', () => {
  it.each([
    ['a value in a list', { source: ['aws.s3', 'aws.glue'] }],
    ['all fields', { source: ['aws.glue'], detail: { state: ['Succeeded'] } }],
    ['a path with dots as a nested path', { 'detail.state': ['Succeeded'] }],
    ['an empty text', { detail: { warningMessage: [''] } }],
    ['null', { detail: { error: [null] } }],
    ['a prefix', { source: [{ prefix: 'aws.' }] }],
    ['a prefix in any case', { detail: { crawlerName: [{ prefix: { 'equals-ignore-case': 'APP' } }] } }],
    ['a suffix', { detail: { crawlerName: [{ suffix: 'tions' }] } }],
    ['a suffix in any case', { detail: { crawlerName: [{ suffix: { 'equals-ignore-case': 'TIONS' } }] } }],
    ['equality in any case', { detail: { crawlerName: [{ 'equals-ignore-case': 'aPPLICATIONS' }] } }],
    ['wildcards', { detail: { crawlerName: [{ wildcard: 'A*ca*s' }] } }],
    ['a range of numbers', { detail: { runs: [{ numeric: ['>', 2, '<=', 3] }] } }],
    ['an equal number', { detail: { runs: [{ numeric: ['=', 3.0] }] } }],
    ['a network', { detail: { address: [{ cidr: '10.0.0.0/24' }] } }],
    ['an address beside a prefix', { detail: { address: [{ cidr: '11.0.0.0/24' }, { prefix: '10.' }] } }],
    ['anything but', { detail: { state: [{ 'anything-but': ['Failed', 'Started'] }] } }],
    ['anything but a number, for a text', { detail: { state: [{ 'anything-but': 3 }] } }],
    ['anything but a prefix', { detail: { state: [{ 'anything-but': { prefix: ['Fa', 'St'] } }] } }],
    ['anything but a wildcard', { detail: { state: [{ 'anything-but': { wildcard: 'F*d' } }] } }],
    ['presence', { detail: { state: [{ exists: true }] } }],
    ['absence', { detail: { failure: [{ exists: false }] } }],
    ['absence of an empty list', { resources: [{ exists: false }] }],
    ['absence of what is no leaf', { detail: [{ exists: false }] }],
    ['one element of an array', { detail: { changes: { kind: ['partition'], name: ['b'] } } }],
    ['one alternative', { $or: [{ source: ['aws.s3'] }, { detail: { runs: [3] } }] }],
    [
      'alternatives inside alternatives',
      { $or: [{ source: ['aws.s3'] }, { source: ['aws.glue'], $or: [{ account: ['1'] }, { detail: { runs: [3] } }] }] },
    ],
  ])('matches %s', (_what, pattern) => {
    expect(matchesPattern(pattern, crawl)).toBe(true);
  });

  it.each([
    ['another value', { source: ['aws.s3'] }],
    ['a number written as text', { detail: { runs: ['3'] } }],
    ['a prefix of a number', { detail: { runs: [{ prefix: '3' }] } }],
    ['values of different elements of an array', { detail: { changes: { kind: ['table'], name: ['b'] } } }],
    ['presence of what is no leaf', { detail: [{ exists: true }] }],
    ['anything but, where nothing is', { detail: { failure: [{ 'anything-but': 'x' }] } }],
    ['a range of numbers, for a text', { detail: { state: [{ numeric: ['>', 0] }] } }],
    ['an open bound', { detail: { runs: [{ numeric: ['<', 3] }] } }],
    ['another network', { detail: { address: [{ cidr: '10.0.1.0/24' }] } }],
    [
      "only part of the alternatives' other fields",
      { source: ['aws.s3'], $or: [{ account: ['222222222222'] }, { detail: { runs: [3] } }] },
    ],
  ])('does not match %s', (_what, pattern) => {
    expect(matchesPattern(pattern, crawl)).toBe(false);
  });

  it('takes an escaped asterisk for itself', () => {
    expect(matchesPattern({ key: [{ wildcard: 'a\\*b*' }] }, { key: 'a*bc' })).toBe(true);
    expect(matchesPattern({ key: [{ wildcard: 'a\\*b*' }] }, { key: 'axbc' })).toBe(false);
  });

  it('compares addresses, not their spelling', () => {
    expect(matchesPattern({ ip: ['2001:db8:0:0::1'] }, { ip: '2001:DB8::1' })).toBe(true);
    expect(matchesPattern({ ip: [{ cidr: '10.0.0.5/16' }] }, { ip: '10.0.0.4' })).toBe(false);
  });

  it('takes an improper $or for a field', () => {
    expect(matchesPattern({ $or: { kind: ['a'] } }, { $or: { kind: 'a' } })).toBe(true);
  });

  it("keeps the alternative's tests of a field that is named outside too", () => {
    const pattern = { state: ['a'], $or: [{ state: ['b'] }, { state: ['c'] }] };
    expect(matchesPattern(pattern, { state: 'b' })).toBe(true);
    expect(matchesPattern(pattern, { state: 'a' })).toBe(false);
  });
});

describe('InvalidPattern', () => {
  it.each([
    ['a text', 'x'],
    ['an empty object', {}],
    ['an empty list', { source: [] }],
    ['a bare value', { source: 'aws.glue' }],
    ['a list in a list', { source: [['aws.glue']] }],
    ['an unknown operator', { source: [{ regex: '.*' }] }],
    ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['a prefix that is no text', { source: [{ prefix: 1 }] }],
    ['anything but null', { source: [{ 'anything-but': [null] }] }],
    ['anything but of mixed kinds', { source: [{ 'anything-but': ['a', 1] }] }],
    ['anything but an empty prefix', { source: [{ 'anything-but': { prefix: '' } }] }],
    ['anything but a range', { source: [{ 'anything-but': { numeric: ['>', 1] } }] }],
    ['wildcards in a row', { source: [{ wildcard: 'a**' }] }],
    ['an escape of nothing', { source: [{ wildcard: 'a\\b' }] }],
    ['an upside-down range', { n: [{ numeric: ['>', 5, '<', 3] }] }],
    ['a range with two lower ends', { n: [{ numeric: ['>', 5, '>', 3] }] }],
    ['a number beyond the limit', { n: [{ numeric: ['<', 6e9] }] }],
    ['a mask of a single address', { ip: [{ cidr: '10.0.0.1/32' }] }],
    ['a network without mask', { ip: [{ cidr: '10.0.0.1' }] }],
    ['exists as a text', { source: [{ exists: 'true' }] }],
    ['a single alternative', { $or: [{ source: ['a'] }] }],
    [
      'more combinations than allowed',
      { $or: Array.from({ length: 40 }, (_, n) => ({ a: [n] })), detail: { $or: Array.from({ length: 40 }, (_, n) => ({ b: [n] })) } },
    ],
  ])('refuses %s', (_what, pattern) => {
    expect(() => matchesPattern(pattern, {})).toThrow(InvalidPattern);
  });
});
