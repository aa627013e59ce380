import type { Bounds, ScalarConstraint } from './table.ts';

/** One constraint of a scalar, with AWS's words for it. */
export interface Rule {
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
}

/** The rules of a scalar, in the order in which AWS's validators name them: longest, shortest, pattern, enumeration. */
export function scalarRules(constraint: ScalarConstraint): readonly Rule[] {
  const rules = constraint.kind === 'integer' || constraint.kind === 'number' ? valueRules(constraint) : lengthRules(constraint);
  const { pattern, js = pattern, enum: values } = constraint;
  if (pattern !== undefined && js !== undefined) {
    // The services match the whole value (java.util.regex.Matcher.matches).
    const expression = new RegExp(`^(?:${js})$`, 'u');
    rules.push({ text: `Member must satisfy regular expression pattern: ${pattern}`, holds: (value) => typeof value !== 'string' || expression.test(value) });
  }
  if (values) {
    const known = new Set<unknown>(values);
    rules.push({ text: `Member must satisfy enum value set: [${values.join(', ')}]`, holds: (value) => known.has(value) });
  }
  return rules;
}

/** The rules of a length: of a text, of bytes, of a list or of a map. */
export function lengthRules({ min, max }: Bounds): Rule[] {
  const rules: Rule[] = [];
  if (max !== undefined) rules.push({ text: `Member must have length less than or equal to ${max}`, holds: (value) => lengthOf(value, max) <= max });
  if (min !== undefined) rules.push({ text: `Member must have length greater than or equal to ${min}`, holds: (value) => lengthOf(value, min) >= min });
  return rules;
}

function valueRules({ min, max }: Bounds): Rule[] {
  const rules: Rule[] = [];
  if (max !== undefined) rules.push({ text: `Member must have value less than or equal to ${max}`, holds: (value) => Number(value) <= max });
  if (min !== undefined) rules.push({ text: `Member must have value greater than or equal to ${min}`, holds: (value) => Number(value) >= min });
  return rules;
}

/**
 * A text is as long as it has code points (Smithy 2.0, "length trait").
 * @param bound below it and above its double the exact number of code points makes no difference
 */
function lengthOf(value: unknown, bound: number): number {
  if (typeof value === 'string') return value.length < bound || value.length > 2 * bound ? value.length : codePoints(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _character of text) count++;
  return count;
}
