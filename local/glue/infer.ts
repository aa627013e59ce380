import type { Column } from '@aws-sdk/client-glue';

/** Rows that a type is concluded from. */
const SAMPLE = 1000;

/** Columns of a CSV file: names from its header, types from its first rows, as the built-in classifier does. */
export function csvColumns(text: string): Column[] {
  const [header = [], ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .slice(0, SAMPLE + 1)
    .map(cells);
  const named = header.every((cell) => cell !== '' && !isNumber(cell));
  return header.map((cell, index) => ({
    Name: named ? cell.toLowerCase().trim() : `col${index}`,
    Type: typeOf((named ? rows : [header, ...rows]).map((row) => row[index] ?? '')),
  }));
}

/** Columns of a file with one JSON object per line. */
export function jsonColumns(text: string): Column[] {
  const types = new Map<string, string>();
  for (const line of text
    .split('\n')
    .filter((each) => each.trim() !== '')
    .slice(0, SAMPLE)) {
    const row: unknown = JSON.parse(line);
    if (typeof row !== 'object' || row === null) continue;
    for (const [name, value] of Object.entries(row)) types.set(name.toLowerCase(), wider(types.get(name.toLowerCase()), jsonType(value)));
  }
  return [...types].map(([Name, Type]) => ({ Name, Type }));
}

function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

function typeOf(values: readonly string[]): string {
  const filled = values.filter((value) => value.trim() !== '');
  if (filled.length === 0 || !filled.every(isNumber)) return 'string';
  return filled.every((value) => /^[+-]?\d+$/.test(value.trim())) ? 'bigint' : 'double';
}

function jsonType(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'bigint' : 'double';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

function wider(known: string | undefined, found: string): string {
  if (known === undefined || known === found) return found;
  return new Set([known, found, 'bigint', 'double']).size === 2 ? 'double' : 'string';
}

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value));
}
