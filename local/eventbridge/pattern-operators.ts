import { addressToHex } from './pattern-address.ts';
import { readCidr } from './pattern-cidr.ts';
import { InvalidPattern, readString } from './pattern-invalid.ts';
import { isObject } from './pattern-json.ts';
import { addressBetween, caseless, ifText, noneOf, same } from './pattern-leaf.ts';
import type { LeafTest } from './pattern-leaf.ts';
import { readMicros, readNumeric } from './pattern-numeric.ts';
import { readWildcard } from './pattern-wildcard.ts';

/**
 * One element of a pattern's array: a value or an operator (EventBridge user guide, "Comparison operators for use in event patterns").
 * 'absent' for `exists: false`, which is about the field and not about a leaf. Throws InvalidPattern in Event Ruler's words.
 */
export function readElement(element: unknown): LeafTest | 'absent' {
  if (typeof element === 'string') return readText(element);
  if (element === null || typeof element === 'number' || typeof element === 'boolean') return same(element);
  if (!isObject(element)) throw new InvalidPattern('Match value must be String, number, true, false, or null');
  const [operator, operand] = onlyEntry(element, 'Match expression name not found');
  return readOperator(operator, operand);
}

// An address in a pattern means the address, however the event writes it.
function readText(text: string): LeafTest {
  const hex = addressToHex(text);
  return hex === undefined ? same(text) : addressBetween(hex, hex);
}

function readOperator(operator: string, operand: unknown): LeafTest | 'absent' {
  switch (operator) {
    case 'exactly':
      return same(readString(operand, 'exact match pattern must be a string'));
    case 'prefix':
    case 'suffix':
      return isObject(operand)
        ? readCaselessEnd(operator, operand)
        : readEnd(operator, readString(operand, `${operator} match pattern must be a string`));
    case 'equals-ignore-case':
      return caseless(readString(operand, 'equals-ignore-case match pattern must be a string'), 'whole');
    case 'wildcard':
      return readWildcard(operand);
    case 'numeric':
      return readNumeric(operand);
    case 'cidr':
      return readCidr(readString(operand, 'prefix match pattern must be a string'));
    case 'exists':
      if (typeof operand !== 'boolean') throw new InvalidPattern('exists match pattern must be either true or false.');
      return operand ? () => true : 'absent';
    case 'anything-but':
      return noneOf(readAnythingBut(operand));
    default:
      throw new InvalidPattern(`Unrecognized match type ${operator}`);
  }
}

function readEnd(part: 'prefix' | 'suffix', end: string): LeafTest {
  return ifText((text) => (part === 'prefix' ? text.startsWith(end) : text.endsWith(end)));
}

function readCaselessEnd(part: 'prefix' | 'suffix', operand: Record<string, unknown>): LeafTest {
  const [operator, text] = onlyEntry(operand, `${part} expression name not found`);
  if (operator !== 'equals-ignore-case') throw new InvalidPattern(`Unsupported ${part} pattern: ${operator}`);
  return caseless(readString(text, 'equals-ignore-case match pattern must be a string'), part);
}

function readAnythingBut(operand: unknown): readonly LeafTest[] {
  if (isObject(operand)) {
    const [operator, inner] = onlyEntry(operand, 'Anything-But expression name not found');
    return listOf(inner).map((text) => readAnythingButOperator(operator, text));
  }
  const values = listOf(operand);
  if (values.some((value) => typeof value === 'string') && values.some((value) => typeof value === 'number')) {
    throw new InvalidPattern('Inside anything but list, either all values are number or string, mixed type is not supported');
  }
  return values.map((value) => {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new InvalidPattern('Inside anything but list, start|null|boolean is not supported.');
    if (typeof value === 'number') readMicros(value);
    return same(value);
  });
}

function readAnythingButOperator(operator: string, operand: unknown): LeafTest {
  switch (operator) {
    case 'equals-ignore-case':
      return caseless(
        readString(operand, 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.'),
        'whole',
      );
    case 'prefix':
    case 'suffix': {
      const text = readString(operand, 'prefix/suffix match pattern must be a string');
      if (text === '') throw new InvalidPattern('Null prefix/suffix not allowed');
      return readEnd(operator, text);
    }
    case 'wildcard':
      return readWildcard(operand);
    default:
      throw new InvalidPattern(`Unsupported anything-but pattern: ${operator}`);
  }
}

function listOf(value: unknown): readonly unknown[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw new InvalidPattern('Empty arrays are not allowed');
  return values;
}

function onlyEntry(value: Record<string, unknown>, otherwise: string): [string, unknown] {
  const [entry, ...more] = Object.entries(value);
  if (entry === undefined) throw new InvalidPattern(otherwise);
  if (more.length > 0) throw new InvalidPattern('Only one key allowed in match expression');
  return entry;
}
