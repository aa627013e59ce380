import type { FunctionCall } from './ast.ts';
import { literal } from '../quote.ts';

/** Functions of Athena engine 3 (Trino) that DuckDB has under another name with the same arguments. */
const RENAMED: Readonly<Record<string, string>> = {
  approx_distinct: 'approx_count_distinct',
  approx_percentile: 'approx_quantile',
  array_join: 'array_to_string',
  array_max: 'list_max',
  array_min: 'list_min',
  array_sort: 'list_sort',
  cardinality: 'len',
  codepoint: 'ord',
  day_of_month: 'day',
  day_of_week: 'isodow',
  day_of_year: 'dayofyear',
  from_utf8: 'decode',
  is_finite: 'isfinite',
  is_infinite: 'isinf',
  is_nan: 'isnan',
  json_extract_scalar: 'json_extract_string',
  levenshtein_distance: 'levenshtein',
  rand: 'random',
  regexp_like: 'regexp_matches',
  sequence: 'generate_series',
  split: 'string_split',
  to_unixtime: 'epoch',
  to_utf8: 'encode',
  transform: 'list_transform',
  truncate: 'trunc',
  week_of_year: 'week',
  year_of_week: 'isoyear',
};

/** MySQL's format letters, which Trino's date_format takes, in those of strftime; where they agree they are left out. */
const FORMAT_LETTERS: readonly (readonly [string, string])[] = [
  ['%M', '\u0001'],
  ['%i', '%M'],
  ['\u0001', '%B'],
  ['%s', '%S'],
  ['%T', '%H:%M:%S'],
  ['%W', '%A'],
  ['%c', '%-m'],
  ['%e', '%-d'],
  ['%k', '%-H'],
  ['%h', '%I'],
];

/** Functions that are an expression in DuckDB. */
const MACROS: readonly string[] = [
  'bitwise_and(a, b) AS a & b',
  'bitwise_or(a, b) AS a | b',
  'bitwise_xor(a, b) AS xor(a, b)',
  `date_add(unit, number, moment) AS moment + CASE lower(unit)
    WHEN 'millisecond' THEN to_milliseconds(number) WHEN 'second' THEN to_seconds(number)
    WHEN 'minute' THEN to_minutes(number) WHEN 'hour' THEN to_hours(number) WHEN 'day' THEN to_days(CAST(number AS INTEGER))
    WHEN 'week' THEN to_days(CAST(7 * number AS INTEGER)) WHEN 'month' THEN to_months(CAST(number AS INTEGER))
    WHEN 'quarter' THEN to_months(CAST(3 * number AS INTEGER)) WHEN 'year' THEN to_years(CAST(number AS INTEGER)) END`,
  `date_format(moment, format) AS strftime(moment, ${replaced('format')})`,
  'e() AS exp(1.0)',
  'from_iso8601_date(written) AS CAST(written AS DATE)',
  'from_iso8601_timestamp(written) AS CAST(written AS TIMESTAMPTZ)',
  'from_unixtime(seconds) AS to_timestamp(seconds)',
  "infinity() AS CAST('Infinity' AS DOUBLE)",
  'json_format(document) AS CAST(document AS VARCHAR)',
  'json_parse(written) AS CAST(written AS JSON)',
  'map_agg(k, v) AS map(list(k), list(v))',
  "nan() AS CAST('NaN' AS DOUBLE)",
  `width_bucket(x, low, high, buckets) AS CASE WHEN x IS NULL THEN NULL
    WHEN (low < high AND x < low) OR (low > high AND x > low) THEN 0
    WHEN (low < high AND x >= high) OR (low > high AND x <= high) THEN buckets + 1
    ELSE CAST(floor((x - low) / (high - low) * buckets) AS BIGINT) + 1 END`,
];

/** Statements that teach a connection the functions above. */
export function dialectStatements(): string[] {
  return MACROS.map((macro) => `CREATE TEMP MACRO ${macro}`);
}

/** Statements that set the moment that `now()` and its kin answer. */
export function clockStatements(now: number): string[] {
  const moment = new Date(now).toISOString();
  const timestamp = `CAST(${literal(moment)} AS TIMESTAMPTZ)`;
  return [
    ...['now', 'get_current_timestamp', 'current_timestamp'].map((name) => `CREATE OR REPLACE TEMP MACRO ${name}() AS ${timestamp}`),
    `CREATE OR REPLACE TEMP MACRO current_date() AS CAST(${literal(moment.slice(0, 10))} AS DATE)`,
    `CREATE OR REPLACE TEMP MACRO current_time() AS CAST(${literal(moment.slice(11, 23))} AS TIME)`,
  ];
}

/** Puts DuckDB's names for functions where the statement calls them by Trino's; nothing else of it changes. */
export function translate(sql: string, calls: readonly FunctionCall[]): string {
  let bytes = Buffer.from(sql);
  for (const call of calls.toSorted((a, b) => b.offset - a.offset)) {
    const name = RENAMED[call.name.toLowerCase()];
    if (name === undefined || !Object.hasOwn(RENAMED, call.name.toLowerCase()) || Number.isNaN(call.offset)) continue;
    const end = call.offset + Buffer.byteLength(call.name);
    if (bytes.subarray(call.offset, end).toString().toLowerCase() !== call.name.toLowerCase()) continue;
    bytes = Buffer.concat([bytes.subarray(0, call.offset), Buffer.from(name), bytes.subarray(end)]);
  }
  return bytes.toString();
}

function replaced(format: string): string {
  return FORMAT_LETTERS.reduce((expression, [from, to]) => `replace(${expression}, ${literal(from)}, ${literal(to)})`, format);
}
