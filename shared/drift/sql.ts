import type { Source } from './source.ts';

/** Athena refuses longer query texts (Amazon Athena user guide, "Service Quotas": 262,144 bytes). */
export const maximumQueryBytes = 262_144;

/** A quoted identifier: any name is harmless, only the NUL character has no place in SQL text. */
export function identifier(name: string): string {
  if (name.includes('\0')) throw new Error('An identifier must not contain the NUL character');
  return `"${name.replaceAll('"', '""')}"`;
}

export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A DOUBLE literal. Without an exponent both Trino and DuckDB would read a DECIMAL. */
export function double(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('A double literal must be finite');
  const literal = value.toExponential().replace('e+', 'E').replace('e', 'E');
  return value < 0 || Object.is(value, -0) ? `(${literal})` : literal;
}

export function fromClause(source: Source): string {
  const table = `${identifier(source.database)}.${identifier(source.table)}`;
  return source.where === undefined ? `FROM ${table}` : `FROM ${table} WHERE ${source.where}`;
}

export function byteLength(sql: string): number {
  return Buffer.byteLength(sql, 'utf8');
}
