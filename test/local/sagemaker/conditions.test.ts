import { describe, expect, it } from 'vitest';
import { allHold } from '../../../local/sagemaker/conditions.ts';
import type { Scope } from '../../../local/sagemaker/reference.ts';

const scope: Scope = {
  get: (path) => ({ 'Parameters.Bar': 0.65, 'Parameters.Name': 'a' })[path],
  propertyFile: (_reference, path) => ({ auc: 0.7, same: true })[path],
};
const bar = { Get: 'Parameters.Bar' };
const auc = { 'Std:JsonGet': { PropertyFile: { Get: 'Steps.Evaluate.PropertyFiles.Evaluation' }, Path: 'auc' } };
const at = (Type: string, LeftValue: unknown, RightValue: unknown) => ({ Type, LeftValue, RightValue });

describe('conditions', () => {
  it.each([
    [at('GreaterThan', auc, bar), true],
    [at('GreaterThan', bar, 0.65), false],
    [at('GreaterThanOrEqualTo', bar, 0.65), true],
    [at('LessThan', auc, bar), false],
    [at('LessThanOrEqualTo', bar, 0.65), true],
    [at('Equals', { Get: 'Parameters.Name' }, 'a'), true],
    [at('Equals', auc, 0.6), false],
    [{ Type: 'In', QueryValue: { Get: 'Parameters.Name' }, Values: ['b', 'a'] }, true],
    [{ Type: 'Not', Expression: at('LessThan', auc, bar) }, true],
    [{ Type: 'Or', Conditions: [at('LessThan', auc, bar), at('GreaterThan', auc, bar)] }, true],
    [{ Type: 'Or', Conditions: [] }, false],
  ])('%j', (condition, holds) => {
    expect(allHold([condition], scope)).toBe(holds);
  });

  it('all have to hold, and none hold where there are none to fail', () => {
    expect(allHold([at('GreaterThan', auc, bar), at('LessThan', auc, bar)], scope)).toBe(false);
    expect(allHold([], scope)).toBe(true);
  });

  it('refuse what cannot be compared, also behind one that does not hold', () => {
    expect(() => allHold([at('LessThan', auc, bar), at('GreaterThan', { Get: 'Parameters.Name' }, 1)], scope)).toThrow(/compares numbers/);
    expect(() => allHold([at('Like', 1, 1)], scope)).toThrow('Like is not a type of condition');
  });
});
