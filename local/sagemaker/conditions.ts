import { isRecord } from './definition.ts';
import { resolve } from './reference.ts';
import type { Scope } from './reference.ts';

/** Whether all conditions hold (SageMaker Python SDK, sagemaker.workflow.conditions: types and members). Throws for what cannot be judged. */
export function allHold(conditions: unknown, scope: Scope): boolean {
  if (!Array.isArray(conditions)) throw new TypeError('Conditions is not a list');
  // All are evaluated, so that a mistake in one is never hidden by another.
  return conditions.map((condition) => holds(condition, scope)).every(Boolean);
}

function holds(condition: unknown, scope: Scope): boolean {
  if (!isRecord(condition)) throw new TypeError('a condition is not an object');
  const { Type: type } = condition;
  switch (type) {
    case 'Or':
      if (!Array.isArray(condition['Conditions'])) throw new TypeError('Conditions of an Or is not a list');
      return condition['Conditions'].map((inner) => holds(inner, scope)).some(Boolean);
    case 'Not':
      return !holds(condition['Expression'] ?? condition['Condition'], scope);
    case 'In': {
      const value = resolve(condition['QueryValue'], scope);
      const values: unknown = resolve(condition['Values'], scope);
      return Array.isArray(values) && values.includes(value);
    }
    default:
      return compare(String(type), resolve(condition['LeftValue'], scope), resolve(condition['RightValue'], scope));
  }
}

function compare(type: string, left: unknown, right: unknown): boolean {
  if (type === 'Equals') return left === right;
  if (typeof left !== 'number' || typeof right !== 'number') {
    throw new TypeError(`${type} compares numbers, not ${JSON.stringify(left)} and ${JSON.stringify(right)}`);
  }
  switch (type) {
    case 'GreaterThan':
      return left > right;
    case 'GreaterThanOrEqualTo':
      return left >= right;
    case 'LessThan':
      return left < right;
    case 'LessThanOrEqualTo':
      return left <= right;
    default:
      throw new TypeError(`${type} is not a type of condition`);
  }
}
