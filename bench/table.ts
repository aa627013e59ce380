import { holds, type Row } from './result.ts';

const headings = ['what', 'figure', 'beside', '', 'ratio', 'wanted'] as const;

/** The figures of one or more benches as one table for a terminal. */
export function table(rows: readonly Row[]): string {
  const lines = [headings, ...rows.map(cells)];
  const widths = headings.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  return lines.map((line) => line.map((cell, index) => (index === 1 || index === 2 || index === 4 ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join('  ').trimEnd()).join('\n');
}

function cells(row: Row): readonly string[] {
  const { name, figure, unit, beside, ratio, wanted } = row;
  return [
    name,
    `${digits(figure)} ${unit}`,
    beside === undefined ? '' : digits(beside.figure),
    beside?.name ?? '',
    ratio === undefined ? '' : ratio.toPrecision(3),
    wanted === undefined ? '' : `${'atMost' in wanted ? `at most ${wanted.atMost}` : `at least ${wanted.atLeast}`}: ${holds(row) ? 'holds' : 'DOES NOT HOLD'}`,
  ];
}

/** Three digits that count, without an exponent; whole numbers whole. */
function digits(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return value.toLocaleString('en', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}
