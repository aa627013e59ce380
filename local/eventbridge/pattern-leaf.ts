import { addressToHex } from './pattern-address.ts';

/** A value of an event that is neither object nor array. */
export type Leaf = string | number | boolean | null;

/** One condition of a pattern on a leaf. */
export type LeafTest = (leaf: Leaf) => boolean;

/** One end of a range of numbers, in millionths. */
export interface Bound {
  readonly micros: number;
  readonly open: boolean;
}

/** The largest number that patterns compare (EventBridge user guide, "Comparison operators": -5.0e9 to +5.0e9, six decimals). */
export const largestNumber = 5e9;

/** Millionths; undefined for a number that patterns do not compare as one: out of range or with more than six decimals. */
export function toMicros(value: number): number | undefined {
  if (Math.abs(value) > largestNumber || Number(value.toFixed(6)) !== value) return undefined;
  return Math.round(value * 1e6);
}

export function same(value: Leaf): LeafTest {
  return (leaf) => leaf === value;
}

export function ifText(test: (text: string) => boolean): LeafTest {
  return (leaf) => typeof leaf === 'string' && test(leaf);
}

export function noneOf(tests: readonly LeafTest[]): LeafTest {
  return (leaf) => !tests.some((test) => test(leaf));
}

export function between(above: Bound, below: Bound): LeafTest {
  return (leaf) => {
    const micros = typeof leaf === 'number' ? toMicros(leaf) : undefined;
    if (micros === undefined) return false;
    return (above.open ? micros > above.micros : micros >= above.micros) && (below.open ? micros < below.micros : micros <= below.micros);
  };
}

/** `first` and `last` as addressToHex writes them. */
export function addressBetween(first: string, last: string): LeafTest {
  return ifText((text) => {
    const hex = addressToHex(text);
    return hex !== undefined && hex.length === first.length && hex >= first && hex <= last;
  });
}

/** Letter by letter, as AWS does it, because one letter may become two in the other case (ß, SS). */
export function caseless(expected: string, part: 'whole' | 'prefix' | 'suffix'): LeafTest {
  const letters = expected.split('').map((letter) => [letter.toLowerCase(), letter.toUpperCase()]);
  return ifText((text) => {
    const starts = part === 'suffix' ? Array.from({ length: text.length + 1 }, (_, index) => index) : [0];
    let ends = new Set(starts);
    for (const forms of letters) {
      ends = new Set([...ends].flatMap((end) => forms.filter((form) => text.startsWith(form, end)).map((form) => end + form.length)));
    }
    return part === 'prefix' ? ends.size > 0 : ends.has(text.length);
  });
}

/** `pieces`: what stands between the wildcards. */
export function wildcard(pieces: readonly string[]): LeafTest {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return same(first);
  return ifText((text) => {
    if (!text.startsWith(first)) return false;
    let position = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, position);
      if (found < 0) return false;
      position = found + piece.length;
    }
    return text.length - position >= last.length && text.endsWith(last);
  });
}
