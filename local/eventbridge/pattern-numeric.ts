import { InvalidPattern } from './pattern-invalid.ts';
import { between, largestNumber, toMicros } from './pattern-leaf.ts';
import type { Bound, LeafTest } from './pattern-leaf.ts';

const lowest: Bound = { micros: -largestNumber * 1e6, open: false };
const highest: Bound = { micros: largestNumber * 1e6, open: false };

/** The operand of `numeric`: `["=", 1]`, `[">", 0, "<=", 5]`. Throws InvalidPattern. */
export function readNumeric(operand: unknown): LeafTest {
  if (!Array.isArray(operand)) throw new InvalidPattern('Value of numeric must be an array.');
  const terms: readonly unknown[] = operand;
  const [operator, value, secondOperator, secondValue] = terms;
  if (typeof operator !== 'string') throw new InvalidPattern(`Invalid member in numeric match: ${String(operator)}`);
  if (!['=', '<', '<=', '>', '>='].includes(operator)) throw new InvalidPattern(`Unrecognized numeric range operator: ${operator}`);
  const micros = readComparand(operator === '=' ? 'equals' : operator, value);
  if (terms.length > (operator.startsWith('>') ? 4 : 2)) throw new InvalidPattern('Too many elements in numeric expression');
  const bound: Bound = { micros, open: operator === '<' || operator === '>' };
  if (operator === '=') return between(bound, bound);
  if (operator.startsWith('<')) return between(lowest, bound);
  if (terms.length === 2) return between(bound, highest);
  if (secondOperator !== '<' && secondOperator !== '<=') throw new InvalidPattern(`Bad numeric range operator: ${String(secondOperator)}`);
  const below: Bound = { micros: readComparand(secondOperator, secondValue), open: secondOperator === '<' };
  if (bound.micros >= below.micros) throw new InvalidPattern('Bottom must be less than top');
  return between(bound, below);
}

function readComparand(operator: string, value: unknown): number {
  if (typeof value !== 'number') throw new InvalidPattern(`Value of ${operator} must be numeric`);
  return readMicros(value);
}

/** Throws InvalidPattern for a number that patterns cannot compare. */
export function readMicros(value: number): number {
  const micros = toMicros(value);
  if (micros !== undefined) return micros;
  if (Math.abs(value) > largestNumber) throw new InvalidPattern('Value must be between -5.0E9 and 5.0E9, inclusive');
  throw new InvalidPattern('Only values upto 6 decimals are supported');
}
