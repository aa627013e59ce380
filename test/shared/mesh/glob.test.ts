import { describe, expect, it } from 'vitest';
import { isGlob, matchesGlob } from '../../../shared/mesh/glob.ts';

describe('globs', () => {
  it.each([
    ['*', 'anything', true],
    ['*', '', true],
    ['sales_*', 'sales_eu', true],
    ['sales_*', 'presales_eu', false],
    ['sales_??', 'sales_eu', true],
    ['sales_??', 'sales_e', false],
    ['a.b', 'axb', false],
    ['a[bc]', 'ab', false],
    ['(x)+', '(x)+', true],
    ['x*', 'x"; DROP TABLE y; --', true],
    ['a*c', 'a\nc', true],
  ])('%s matches %j: %s', (pattern, name, matches) => {
    expect(matchesGlob(pattern, name)).toBe(matches);
  });

  it('are told from names by their wildcards', () => {
    expect(isGlob('sales_*')).toBe(true);
    expect(isGlob('sales_?')).toBe(true);
    expect(isGlob('sales')).toBe(false);
  });
});
