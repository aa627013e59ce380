import { readExpression, TIME, type Expression } from './expression.ts';
import { malformed } from './malformed.ts';
import type { Reader } from './reader.ts';
import { compare, numberOf, type Row, type Value } from './value.ts';

/** What a group of rows comes to. */
export interface Aggregate {
  readonly name: string;
  readonly fields: readonly string[];
  readonly of: (rows: readonly Row[]) => Value;
}

const numbers = (values: readonly Value[]) => values.flatMap((value) => numberOf(value) ?? []);
const present = (values: readonly Value[]) => values.filter((value) => value !== undefined);

/** CloudWatch Logs user guide, "Aggregation functions in the stats command": those of them that are served. */
const aggregations: Readonly<Record<string, (values: readonly Value[], rows: readonly Row[]) => Value>> = {
  count: (values) => present(values).length,
  count_distinct: (values) => new Set(present(values).map(String)).size,
  sum: (values) => numbers(values).reduce((total, value) => total + value, 0),
  avg: (values) => {
    const found = numbers(values);
    return found.length === 0 ? undefined : found.reduce((total, value) => total + value, 0) / found.length;
  },
  min: (values) => present(values).toSorted(compare)[0],
  max: (values) => present(values).toSorted(compare).at(-1),
  earliest: (values, rows) => byTime(values, rows)[0],
  latest: (values, rows) => byTime(values, rows).at(-1),
  sortsfirst: (values) => present(values).toSorted(compare)[0],
  sortslast: (values) => present(values).toSorted(compare).at(-1),
};

/** Values of rows that have one, in the order of the rows' times. */
function byTime(values: readonly Value[], rows: readonly Row[]): readonly Value[] {
  const timed = values.flatMap((value, i) => (value === undefined ? [] : [{ value, at: numberOf(rows[i]?.get(TIME)) ?? 0 }]));
  return timed.toSorted((a, b) => a.at - b.at).map(({ value }) => value);
}

/** Whether an aggregation comes next. */
export function isAggregation(reader: Reader): boolean {
  return reader.calls.some((name) => Object.hasOwn(aggregations, name));
}

/** `count(*) as times` */
export function readAggregate(reader: Reader): Aggregate {
  const start = reader.position;
  const { kind, value, end } = reader.next();
  const aggregate = kind === 'word' ? aggregations[value.toLowerCase()] : undefined;
  if (aggregate === undefined) throw malformed(`${value} is no aggregation, or not served by the local cloud`, start, end);
  reader.expect('(');
  const every = value.toLowerCase() === 'count' && reader.takes('*');
  const of: Expression = every ? { text: '*', fields: [], of: () => true } : readExpression(reader);
  reader.expect(')');
  const written = reader.textFrom(start);
  return { name: readAlias(reader) ?? written, fields: of.fields, of: (rows) => aggregate(rows.map((row) => of.of(row)), rows) };
}

/** `as name` */
export function readAlias(reader: Reader): string | undefined {
  if (!reader.takes('as')) return undefined;
  const { kind, value, start, end } = reader.next();
  if (kind !== 'word' && kind !== 'name') throw malformed(`unexpected symbol found ${value}: a name is expected`, start, end);
  return value;
}
