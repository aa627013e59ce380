import { InvalidPattern } from './pattern-invalid.ts';
import { isObject } from './pattern-json.ts';
import { readElement } from './pattern-operators.ts';
import type { LeafTest } from './pattern-leaf.ts';

/** What a field must fulfil: one of the tests, or be absent where that is allowed. */
export interface FieldTest {
  readonly mayBeAbsent: boolean;
  readonly tests: readonly LeafTest[];
}

/** One way to fulfil a pattern: every field, by its path joined with dots. */
export type Branch = ReadonlyMap<string, FieldTest>;

// EventBridge user guide, "Using Or matching": at most 1,000 combinations of rule conditions.
const mostBranches = 1000;

/** A pattern's branches: one, or one per combination of its `$or` alternatives. Throws InvalidPattern. */
export function compilePattern(pattern: unknown): readonly Branch[] {
  if (!isObject(pattern)) throw new InvalidPattern('Filter is not an object');
  const branches = readFields(pattern, [], [new Map()], hasOnlyProperOr(pattern));
  if (branches.length > mostBranches) throw new InvalidPattern('Rule is too complex, use fewer combinations of $or');
  return branches;
}

function readFields(
  fields: Record<string, unknown>,
  path: readonly string[],
  branches: readonly Branch[],
  withOr: boolean,
): readonly Branch[] {
  const entries = Object.entries(fields);
  if (entries.length === 0) throw new InvalidPattern('Empty objects are not allowed');
  return entries.reduce((soFar, [name, value]) => readField(name, value, path, soFar, withOr), branches);
}

function readField(name: string, value: unknown, path: readonly string[], branches: readonly Branch[], withOr: boolean): readonly Branch[] {
  if (name === '$or' && withOr) return alternativesOf(value).flatMap((alternative) => readFields(alternative, path, branches, withOr));
  const here = [...path, name];
  if (isObject(value)) return readFields(value, here, branches, withOr);
  if (!Array.isArray(value)) throw new InvalidPattern(`"${name}" must be an object or an array`);
  const elements: readonly unknown[] = value;
  if (elements.length === 0) throw new InvalidPattern('Empty arrays are not allowed');
  const read = elements.map((element) => readElement(element));
  const field: FieldTest = { mayBeAbsent: read.includes('absent'), tests: read.filter((test) => test !== 'absent') };
  // A field named twice (inside and outside of `$or`) keeps the later tests, as AWS's matcher does.
  return branches.map((branch) => new Map([...branch, [here.join('.'), field]]));
}

function alternativesOf(value: unknown): readonly Record<string, unknown>[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  return values.filter(isObject);
}

/**
 * Where one `$or` of a pattern is not a proper alternative, AWS's matcher reads every `$or` of it as a field like any other
 * (Event Ruler's README, "The backward compatibility of using $or").
 */
function hasOnlyProperOr(fields: Record<string, unknown>, inOr = false): boolean {
  return Object.entries(fields).every(([name, value]) => {
    if (name !== '$or') return !(inOr && reservedInOr.has(name)) && (!isObject(value) || hasOnlyProperOr(value, inOr));
    const alternatives = alternativesOf(value);
    const onlyObjects = Array.isArray(value) && alternatives.length === value.length;
    return onlyObjects && alternatives.length >= 2 && alternatives.every((alternative) => hasOnlyProperOr(alternative, true));
  });
}

const reservedInOr = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);
