import type { Column } from '@aws-sdk/client-glue';
import { invalidInput } from './errors.ts';

const NUMBERS = new Set(['tinyint', 'smallint', 'int', 'integer', 'bigint', 'long', 'float', 'double', 'decimal']);
const COMPARISON = /^\s*\(?\s*([A-Za-z_][\w]*)\s*(=|<>|!=|<=|>=|<|>)\s*('(?:[^']|'')*'|-?[\d.]+)\s*\)?\s*$/;

/**
 * The filter of GetPartitions: comparisons of partition keys joined by AND, which is the part of the expression language
 * (AWS Glue API reference, GetPartitions) that is served here.
 * @throws AwsError InvalidInputException for the rest of the language, and for what is none of it
 */
export function partitionFilter(expression: string | undefined, keys: readonly Column[]): (values: readonly string[]) => boolean {
  if (expression === undefined || expression.trim() === '') return () => true;
  const conditions = expression.split(/\s+AND\s+/i).map((text) => {
    const [, name = '', operator = '', literal = ''] = COMPARISON.exec(text) ?? [];
    const index = keys.findIndex((key) => key.Name?.toLowerCase() === name.toLowerCase());
    if (index < 0)
      throw invalidInput(`Unsupported expression '${text.trim()}': beyond comparisons of partition keys joined by AND this is not served by the local cloud.`);
    const numeric = NUMBERS.has((keys[index]?.Type ?? 'string').toLowerCase().replace(/\(.*/, ''));
    const wanted = literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : literal;
    return (values: readonly string[]) => holds(compare(values[index] ?? '', wanted, numeric), operator);
  });
  return (values) => conditions.every((condition) => condition(values));
}

function compare(a: string, b: string, numeric: boolean): number {
  if (numeric) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function holds(order: number, operator: string): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return order !== 0;
  }
}
