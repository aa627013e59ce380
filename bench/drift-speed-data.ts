import type { Column } from '../shared/drift/source.ts';

const doubles = Array.from({ length: 8 }, (_, i) => `d${i}`);
const tails = ['l0', 'l1'];
const integers = [['i0', 5], ['i1', 80], ['i2', 5000], ['i3', 1e6]] as const;
const texts = [['s0', 3], ['s1', 8], ['s2', 20], ['s3', 50], ['s4', 200], ['s5', 1000]] as const;

export const speedColumns: readonly Column[] = [
  ...[...doubles, ...tails].map((name) => ({ name, type: 'double' })),
  ...integers.map(([name]) => ({ name, type: 'int' })),
  ...texts.map(([name]) => ({ name, type: 'string' })),
];

/** Rows that a seed repeats: DuckDB's hash of row, column and seed as uniform numbers, bell-shaped ones by Box and Muller. */
export function speedSelect(rows: number, seed: number): string {
  const uniform = (column: number) => `(hash(i * 1009 + ${column} + ${seed * 7919}) % 1000003) / 1000003.0`;
  const normal = (column: number) => `sqrt(-2 * ln(${uniform(column)} + 1e-7)) * cos(6.283185307 * ${uniform(column + 500)})`;
  const items = [
    ...doubles.map((name, k) => `CAST(${normal(k)} * ${k + 1} + ${k * 10} AS DOUBLE) AS ${name}`),
    ...tails.map((name, k) => `CAST(exp(${normal(k + 20)}) AS DOUBLE) AS ${name}`),
    ...integers.map(([name, size], k) => `CAST(floor(${uniform(k + 30)} * ${size}) AS INTEGER) AS ${name}`),
    ...texts.map(([name, size], k) => `'category ' || CAST(floor(pow(${uniform(k + 40)}, 2) * ${size}) AS INTEGER) AS ${name}`),
  ];
  return `SELECT ${items.join(', ')} FROM range(${rows}) AS t(i)`;
}
