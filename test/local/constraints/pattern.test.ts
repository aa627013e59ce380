import { describe, expect, it } from 'vitest';
import { translatePattern } from '../../../scripts/constraints/pattern.ts';

describe('a Java pattern', () => {
  it.each([
    ['[A-Za-z0-9\\_\\-]+', '[A-Za-z0-9_\\-]+'],
    ['([a-z]|\\-)*:', '([a-z]|-)*:'],
    ['([\\p{L}]*)${1,128}', '([\\p{L}]*)$'],
    ['\\$(LATEST)', '\\$(LATEST)'],
    ['\\A[a-z]\\Z', '^[a-z]$'],
    ['arn:[\\p{Alnum}\\-]+:', 'arn:[A-Za-z0-9\\-]+:'],
    ['.*(?:[ \\r\\n\\t].*)*', '[^\\u0085\\u2028\\u2029]*'],
  ])('%s becomes %s', (java, js) => {
    expect(translatePattern(java)).toBe(js);
  });

  it.each(['[a-z&&[^b]]', '[a[bc]]', '(?i)abc', 'a*+b', '\\Qa.b\\E'])('%s is said to be untranslated', (java) => {
    expect(translatePattern(java)).toBeUndefined();
  });
});
