import type { ConstraintShape, ConstraintTable } from '../../local/core/constraints/table.ts';
import { itemPath, memberPath } from '../../local/core/protocol/problems.ts';
import type { Member, Shape, Structure } from '../../local/core/protocol/shape.ts';
import type { Raw, RawInput } from './request.ts';
import { constraintOf, isScalar, oddText, sample, smallest, textOf } from './sample.ts';

/** One input with one mistake, and how AWS's validators name it. */
export interface Wrong {
  readonly kind: 'unknown' | 'missing' | 'type' | 'constraint';
  readonly path: string;
  readonly text: string;
  readonly input: RawInput;
  /** The member of the input in which the mistake is. */
  readonly member: string;
}

/** Longer values are not sent: the constraint is the same for all lengths. */
const LONGEST = 1_100_000;

interface Place {
  readonly table: ConstraintTable;
  readonly path: string;
  /** The whole input with this value at the place. */
  readonly put: (value: Raw) => RawInput;
  readonly member: string;
  /** Names of the structures above: they may contain themselves. */
  readonly above: readonly string[];
}

/** Every kind of mistake in every member of an operation's input, at any depth. */
export function wrongInputs(table: ConstraintTable, input: Structure, constraint: ConstraintShape | undefined): Wrong[] {
  return inStructure(input, constraint, { table, path: '', put: (value) => value as RawInput, member: '', above: [] });
}

function inStructure(shape: Structure, constraint: ConstraintShape | undefined, place: Place): Wrong[] {
  if (place.above.includes(shape.name)) return [];
  const base = smallest(place.table, shape, constraint);
  const found: Wrong[] = [];
  const mistake = (kind: Wrong['kind'], name: string, text: string, value: Raw) =>
    found.push({ kind, path: memberPath(place.path, name), text, input: place.put(value), member: place.member || name });
  mistake('unknown', 'Colour', `${shape.name} has no such member`, { ...base, Colour: 'red' });
  for (const member of shape.members) {
    if (member.required) {
      const { [member.name]: _left, ...rest } = base;
      mistake('missing', member.name, 'Member must not be null', rest);
    }
    const with_ = (value: Raw): RawInput => (shape.kind === 'union' ? { [member.name]: value } : { ...base, [member.name]: value });
    const below: Place = {
      ...place,
      path: memberPath(place.path, member.name),
      put: (value) => place.put(with_(value)),
      member: place.member || member.name,
      above: [...place.above, shape.name],
    };
    found.push(...inValue(member.shape, constraintOf(place.table, constraint, member.name), below));
  }
  return found;
}

function inValue(shape: Shape, constraint: ConstraintShape | undefined, place: Place): Wrong[] {
  const { table, path, put, member } = place;
  const wrong = (kind: Wrong['kind'], text: string, value: Raw): Wrong => ({ kind, path, text, input: put(value), member });
  const found: Wrong[] = [];
  const odd = wrongType(shape);
  if (odd !== undefined) found.push(wrong('type', `can not be converted to`, odd));
  if (shape.kind === 'structure' || shape.kind === 'union') return [...found, ...inStructure(shape, constraint, place)];
  if (shape.kind === 'list') {
    const items = constraintOf(table, constraint, 'item');
    const one = sample(table, shape.item.shape, items);
    found.push(...lengths(constraint, (length) => Array.from({ length }, () => one)).map(({ text, value }) => wrong('constraint', text, value)));
    if (items && isScalar(items)) found.push(...scalars(items).map(({ text, value }) => wrong('constraint', text, [value])));
    else found.push(...inValue(shape.item.shape, items, { ...place, path: itemPath(path, 0), put: (value) => put([value]) }));
    return found;
  }
  if (shape.kind === 'map') {
    const keys = constraintOf(table, constraint, 'key');
    const values = constraintOf(table, constraint, 'value');
    const one = sample(table, shape.value.shape, values);
    const key = textOf(keys);
    const entries = (length: number) => Object.fromEntries(Array.from({ length }, (_, index) => [`k${index}`, one]));
    found.push(...lengths(constraint, entries).map(({ text, value }) => wrong('constraint', text, value)));
    if (keys && isScalar(keys)) found.push(...scalars(keys).map(({ text, value }) => wrong('constraint', text, { [typeof value === 'string' ? value : '']: one })));
    if (values && isScalar(values)) found.push(...scalars(values).map(({ text, value }) => wrong('constraint', text, { [key]: value })));
    else found.push(...inValue(shape.value.shape, values, { ...place, path: `${path}.${key}.member`, put: (value) => put({ [key]: value }) }));
    return found;
  }
  if (!constraint || !isScalar(constraint)) return found;
  if (constraint.kind === 'integer') found.push(wrong('type', 'DECIMAL_VALUE can not be converted to an Integer', 1.5));
  return [...found, ...scalars(constraint).map(({ text, value }) => wrong('constraint', text, value))];
}

function wrongType(shape: Shape): Raw | undefined {
  switch (shape.kind) {
    case 'document':
      return undefined;
    case 'string':
      return 5;
    case 'blob':
      return '&&&';
    default:
      return 'nonsense';
  }
}

interface Broken {
  readonly text: string;
  readonly value: Raw;
}

function lengths(constraint: ConstraintShape | undefined, make: (length: number) => Raw): Broken[] {
  if (!constraint || !('min' in constraint || 'max' in constraint)) return [];
  const { min, max } = constraint;
  return [
    ...(max !== undefined && max < 5000 ? [{ text: `Member must have length less than or equal to ${max}`, value: make(max + 1) }] : []),
    ...(min !== undefined && min > 0 ? [{ text: `Member must have length greater than or equal to ${min}`, value: make(min - 1) }] : []),
  ];
}

function scalars(constraint: Extract<ConstraintShape, { kind: 'string' | 'integer' | 'number' | 'blob' }>): Broken[] {
  const { kind, min, max, pattern } = constraint;
  const found: Broken[] = [];
  if (kind === 'integer' || kind === 'number') {
    if (max !== undefined && max < Number.MAX_SAFE_INTEGER) found.push({ text: `Member must have value less than or equal to ${max}`, value: max + 1 });
    if (min !== undefined) found.push({ text: `Member must have value greater than or equal to ${min}`, value: min - 1 });
  }
  if (kind === 'string') {
    if (max !== undefined && max < LONGEST) found.push({ text: `Member must have length less than or equal to ${max}`, value: 'a'.repeat(max + 1) });
    if (min !== undefined && min > 0) found.push({ text: `Member must have length greater than or equal to ${min}`, value: 'a'.repeat(min - 1) });
    if (constraint.enum) found.push({ text: `Member must satisfy enum value set: [${constraint.enum.join(', ')}]`, value: 'NO_SUCH_VALUE' });
    const odd = oddText(constraint);
    if (pattern !== undefined && odd !== undefined) found.push({ text: `Member must satisfy regular expression pattern: ${pattern}`, value: odd });
  }
  return found;
}

/** Whether the member travels in the body, where everything may go wrong. */
export function isInBody(member: Member | undefined): boolean {
  return !member || !['httpLabel', 'httpQuery', 'httpHeader', 'httpPrefixHeaders', 'httpQueryParams'].some((name) => member.traits[name] !== undefined);
}
