import { InvalidPattern, readString } from './pattern-invalid.ts';
import { wildcard } from './pattern-leaf.ts';
import type { LeafTest } from './pattern-leaf.ts';

/** The operand of `wildcard`: `*` stands for any text, an escaped `*` or backslash for itself. Throws InvalidPattern. */
export function readWildcard(operand: unknown): LeafTest {
  const text = readString(operand, 'wildcard match pattern must be a string');
  const pieces = [''];
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charAt(index);
    const next = text.charAt(index + 1);
    // Positions count the quote that stands before the text.
    const place = String(index + 1);
    if (letter === '*') {
      if (next === '*') throw new InvalidPattern(`Consecutive wildcard characters at pos ${place}`);
      pieces.push('');
      continue;
    }
    const escaped = letter === '\\';
    if (escaped && next !== '*' && next !== '\\') throw new InvalidPattern(`Invalid escape character at pos ${place}`);
    if (escaped) index += 1;
    pieces.push(`${pieces.pop() ?? ''}${escaped ? next : letter}`);
  }
  return wildcard(pieces);
}
