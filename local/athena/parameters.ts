import type { QueryEngine } from './engine.ts';
import { ErrorType, MalformedQuery, QueryFailure } from './failure.ts';
import { literal } from './quote.ts';
import { tokensOf } from './tokens.ts';

/** Words that are no column when they stand alone in a value. */
const CONSTANT_WORDS = new Set([
  'NULL',
  'TRUE',
  'FALSE',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'INTERVAL',
  'DECIMAL',
  'DAY',
  'MONTH',
  'YEAR',
  'HOUR',
  'MINUTE',
  'SECOND',
]);

/**
 * Puts execution parameters in the place of the `?` of a statement, in order. Athena takes a value as an expression when it parses
 * as one without columns, and as a string otherwise (observed in public answers).
 */
export async function withParameters(sql: string, values: readonly string[], engine: QueryEngine): Promise<string> {
  if (values.length === 0) return sql;
  const places = tokensOf(sql).filter((token) => token.kind === 'symbol' && token.value === '?');
  if (places.length === 0) return sql;
  if (places.length !== values.length) {
    throw new QueryFailure(
      ErrorType.invalidArgument,
      `INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected ${places.length} but found ${values.length}`,
    );
  }
  let bound = '';
  let from = 0;
  for (const [index, place] of places.entries()) {
    const value = values[index] ?? '';
    bound += sql.slice(from, place.start) + ((await isExpression(value, engine)) ? `(${value})` : literal(value));
    from = place.end;
  }
  return bound + sql.slice(from);
}

async function isExpression(value: string, engine: QueryEngine): Promise<boolean> {
  const tokens = tokensOf(value);
  const names = tokens.some((token, index) => {
    if (token.kind === 'name') return true;
    return token.kind === 'word' && !CONSTANT_WORDS.has(token.value.toUpperCase()) && tokens[index + 1]?.value !== '(';
  });
  if (names || tokens.length === 0) return false;
  try {
    return (await engine.parse(`SELECT (${value}\n)`)).tables.length === 0;
  } catch (error) {
    if (error instanceof MalformedQuery || error instanceof QueryFailure) return false;
    throw error;
  }
}
