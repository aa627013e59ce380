import { functions } from './functions.ts';
import { malformed } from './malformed.ts';
import type { Reader } from './reader.ts';
import { compare, numberOf, timeText, type Row, type Value } from './value.ts';

/** A part of a query that comes to a value for each row. */
export interface Expression {
  /** As it was written: the name of its column where it has no other. */
  readonly text: string;
  /** The fields that it reads. */
  readonly fields: readonly string[];
  readonly of: (row: Row) => Value;
}

type Binary = readonly [sign: string, of: (a: Value, b: Value) => Value];

const arithmetic = (of: (a: number, b: number) => number) => (a: Value, b: Value) => {
  const [x, y] = [numberOf(a), numberOf(b)];
  const result = x === undefined || y === undefined ? undefined : of(x, y);
  return result !== undefined && Number.isFinite(result) ? result : undefined;
};
const comparison = (holds: (order: number) => boolean) => (a: Value, b: Value) => a !== undefined && b !== undefined && holds(compare(a, b));

const additive: readonly Binary[] = [['+', arithmetic((a, b) => a + b)], ['-', arithmetic((a, b) => a - b)]];
const multiplicative: readonly Binary[] = [['*', arithmetic((a, b) => a * b)], ['/', arithmetic((a, b) => a / b)], ['%', arithmetic((a, b) => a % b)]];
const comparisons: readonly Binary[] = [
  ['=', comparison((order) => order === 0)],
  // What is not there differs from everything; AWS documents no other answer.
  ['!=', (a, b) => a === undefined || b === undefined || compare(a, b) !== 0],
  ['<=', comparison((order) => order <= 0)],
  ['>=', comparison((order) => order >= 0)],
  ['<', comparison((order) => order < 0)],
  ['>', comparison((order) => order > 0)],
];

/** Reads an expression: `or`, `and`, `not`, comparisons, `like`, `in`, arithmetic, functions. */
export function readExpression(reader: Reader): Expression {
  return logical(reader, ['or', '||'], (left, right) => (row) => isTrue(left.of(row)) || isTrue(right.of(row)), () =>
    logical(reader, ['and', '&&'], (left, right) => (row) => isTrue(left.of(row)) && isTrue(right.of(row)), () => negation(reader)),
  );
}

export function isTrue(value: Value): boolean {
  return value === true;
}

function logical(reader: Reader, words: readonly string[], join: (left: Expression, right: Expression) => Expression['of'], next: () => Expression): Expression {
  const start = reader.position;
  let left = next();
  while (words.some((word) => reader.takes(word))) {
    const right = next();
    left = { text: reader.textFrom(start), fields: [...left.fields, ...right.fields], of: join(left, right) };
  }
  return left;
}

function negation(reader: Reader): Expression {
  const start = reader.position;
  if (!reader.takes('not')) return compared(reader);
  const { of, fields } = negation(reader);
  return { text: reader.textFrom(start), fields, of: (row) => !isTrue(of(row)) };
}

function compared(reader: Reader): Expression {
  const start = reader.position;
  const left = sum(reader);
  const made = (of: Expression['of'], fields: readonly string[] = []): Expression => ({ text: reader.textFrom(start), fields: [...left.fields, ...fields], of });
  const isNegated = reader.takes('not');
  if (reader.takes('like') || reader.takes('=~')) {
    const matches = pattern(reader);
    return made((row) => (matches(left.of(row)) ? !isNegated : isNegated));
  }
  if (reader.takes('in')) {
    const values = list(reader);
    return made((row) => values.some(({ of }) => comparison((order) => order === 0)(left.of(row), of(row))) !== isNegated);
  }
  if (isNegated) throw reader.unexpected();
  const found = comparisons.find(([sign]) => reader.takes(sign));
  if (found === undefined) return left;
  const right = sum(reader);
  return made((row) => found[1](left.of(row), right.of(row)), right.fields);
}

function pattern(reader: Reader): (value: Value) => boolean {
  const token = reader.next();
  if (token.kind === 'text') return (value) => value !== undefined && String(value).includes(token.value);
  if (token.kind !== 'regex') throw malformed(`unexpected symbol found ${token.value}: a text or a regular expression is expected`, token.start, token.end);
  const [, flags = '', source = ''] = /^(?:\(\?([i])\))?(.*)$/s.exec(token.value) ?? [];
  try {
    const regex = new RegExp(source, flags);
    return (value) => value !== undefined && regex.test(String(value));
  } catch {
    throw malformed(`invalid regular expression ${token.value}`, token.start, token.end);
  }
}

function list(reader: Reader): readonly Expression[] {
  reader.expect('[');
  const values = [sum(reader)];
  while (reader.takes(',')) values.push(sum(reader));
  reader.expect(']');
  return values;
}

function sum(reader: Reader): Expression {
  return binary(reader, additive, () => binary(reader, multiplicative, () => single(reader)));
}

function binary(reader: Reader, signs: readonly Binary[], next: () => Expression): Expression {
  const start = reader.position;
  let left = next();
  for (let found = signs.find(([sign]) => reader.takes(sign)); found !== undefined; found = signs.find(([sign]) => reader.takes(sign))) {
    const [before, right, apply] = [left, next(), found[1]];
    left = { text: reader.textFrom(start), fields: [...before.fields, ...right.fields], of: (row) => apply(before.of(row), right.of(row)) };
  }
  return left;
}

function single(reader: Reader): Expression {
  const start = reader.position;
  const token = reader.next();
  const made = (of: Expression['of'], fields: readonly string[] = []): Expression => ({ text: reader.textFrom(start), fields, of });
  switch (token.kind) {
    case 'number':
      return made(() => Number(token.value));
    case 'text':
      return made(() => token.value);
    case 'name':
      return { ...made((row) => row.get(token.value), [token.value]), text: token.value };
    case 'word':
      return reader.takes('(') ? called(reader, token.value, start) : made((row) => row.get(token.value), [token.value]);
    case 'sign': {
      if (token.value !== '(') break;
      const inner = readExpression(reader);
      reader.expect(')');
      return { ...inner, text: reader.textFrom(start) };
    }
    default:
  }
  throw malformed(`unexpected ${token.kind === 'end' ? 'end of the query' : `symbol found ${token.value}`}`, token.start, token.end);
}

function called(reader: Reader, name: string, start: number): Expression {
  const at = reader.position;
  if (name.toLowerCase() === 'bin') return bin(reader, start);
  const given = reader.takes(')') ? [] : argumentsOf(reader);
  const known = functions[name.toLowerCase()];
  if (known === undefined) throw malformed(`the function ${name} is unknown, or not served by the local cloud`, at);
  const [least, most] = known.arguments;
  if (given.length < least || given.length > most) throw malformed(`the function ${name} has another number of arguments`, at);
  return { text: reader.textFrom(start), fields: given.flatMap(({ fields }) => fields), of: (row) => known.of(...given.map(({ of }) => of(row))) };
}

function argumentsOf(reader: Reader): readonly Expression[] {
  const given = [readExpression(reader)];
  while (reader.takes(',')) given.push(readExpression(reader));
  reader.expect(')');
  return given;
}

const units: readonly (readonly [RegExp, number])[] = [[/^m(s|sec|illi)/, 1], [/^s/, 1000], [/^m/, 60_000], [/^h/, 3_600_000], [/^d/, 86_400_000], [/^w/, 604_800_000]];

/** The start of the period that a line falls into; periods begin with the epoch. */
function bin(reader: Reader, start: number): Expression {
  const { kind, value, start: at, end } = reader.next();
  const [, number = '', unit = ''] = kind === 'period' ? (/^(\d+)(\w+)$/.exec(value) ?? []) : [];
  const period = Number(number) * (units.find(([pattern]) => pattern.test(unit))?.[1] ?? 0);
  if (period <= 0) throw malformed(`bin wants a period such as 5m, not ${value}`, at, end);
  reader.expect(')');
  return { text: reader.textFrom(start), fields: ['@timestamp'], of: (row) => timeText(Math.floor((numberOf(row.get(TIME)) ?? 0) / period) * period) };
}

/** The line's time in milliseconds; no query can name it. */
export const TIME = ' time';
