import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SeededDice } from '../local/core/seeded-dice.ts';
import type { Dice } from '../local/core/dice.ts';
import { judge } from '../shared/drift/judge.ts';
import { evidently } from '../shared/drift/preset-evidently.ts';
import { psi } from '../shared/drift/psi.ts';
import { countRows } from './drift-count.ts';
import { loadCredit } from './drift-credit.ts';
import type { Credit, Row } from './drift-credit.ts';
import type { Row as Figure } from './result.ts';

const file = fileURLToPath(new URL('../../shared/data/south-german-credit.csv', import.meta.url));
const sizes = [500, 300, 200, 100, 50, 20];

/**
 * How often a rule cries wolf, and how often it misses: random splits of South German Credit (UCI 573, 21 columns, 1,000 rows) have no drift by
 * construction; then one column of the current rows is changed. Row count is left out. `--splits` per size (default 2000), `--seed` (default 1).
 */
export async function run(options: readonly string[]): Promise<readonly Figure[]> {
  if (!existsSync(file)) {
    console.log('skipped: ../shared/data/south-german-credit.csv is not on this machine');
    return [];
  }
  const { values } = parseArgs({ args: [...options], options: { splits: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } } });
  const [splits, seed] = [Number(values.splits), Number(values.seed)];
  const credit = await loadCredit(file);
  console.log(`${splits} random splits per size, seed ${seed}; reference: the other rows of 1,000`);
  console.log('\nFalse alarms: data sets with any drifted column (columns flagged)');
  console.log(line('current rows', 'meshloop', 'Evidently defaults', 'PSI > 0.1, deciles'));
  const figures: Figure[] = [];
  for (const size of sizes) {
    const [ours, peer, ...others] = falseAlarms(credit, size, splits, new SeededDice(seed));
    console.log(line(String(size), ...[ours, peer, ...others].map((count) => `${percent(count?.sets ?? NaN)} (${percent(count?.columns ?? NaN)})`)));
    figures.push(figure(`false alarms, ${size} current rows`, ours?.sets, peer?.sets, size >= 100 ? { atMost: 1 } : undefined));
  }
  console.log('\nPower: share of data sets in which the changed column is found');
  console.log(line('change, rows', 'meshloop', 'Evidently defaults', 'PSI > 0.1, deciles'));
  for (const shift of shifts) {
    for (const size of sizes) {
      const [ours, peer, ...others] = power(credit, shift, size, splits, new SeededDice(seed));
      console.log(line(`${shift.name}, ${size}`, ...[ours, peer, ...others].map((share) => percent(share ?? NaN))));
      figures.push(figure(`${shift.name} found, ${size} current rows`, ours, peer, size >= 200 ? { atLeast: 99 } : undefined));
    }
  }
  return figures;
}

/** In per cent of data sets. There is no ratio: the peer cries wolf on most of them, and so finds all. */
function figure(name: string, ours: number | undefined, peer: number | undefined, wanted: Figure['wanted']): Figure {
  return { name, figure: (ours ?? NaN) * 100, unit: '%', beside: { name: 'Evidently defaults', figure: (peer ?? NaN) * 100 }, ...(wanted && { wanted }) };
}

interface Shift {
  readonly name: string;
  readonly column: string;
  readonly change: (row: Row, dice: Dice) => Row;
}

const shifts: readonly Shift[] = [
  { name: 'amount * 1.5', column: 'amount', change: (row) => ({ ...row, amount: Number(row['amount']) * 1.5 }) },
  { name: 'age + 4', column: 'age', change: (row) => ({ ...row, age: Number(row['age']) + 4 }) },
  { name: 'new purpose, 15 %', column: 'purpose', change: (row, dice) => (dice.next() < 0.15 ? { ...row, purpose: 'new' } : row) },
];

type Rule = (credit: Credit, reference: readonly Row[], current: readonly Row[]) => ReadonlySet<string>;

const rules: readonly Rule[] = [
  ({ grid }, reference, current) => {
    const { columns } = judge({ profile: countRows(current, grid), baseline: countRows(reference, grid), settings: { minimumRows: 0 } });
    return new Set(columns.filter(({ drifted }) => drifted).map(({ name }) => name));
  },
  (credit, reference, current) => flagged(credit, (name) => evidently(credit.sample(reference, name), credit.sample(current, name)).drifted),
  (credit, reference, current) => flagged(credit, (name) => psi(...credit.deciles(reference, current, name)) > 0.1),
];

function flagged({ columns }: Credit, isFlagged: (name: string) => boolean): ReadonlySet<string> {
  return new Set(columns.map(({ name }) => name).filter(isFlagged));
}

function falseAlarms(credit: Credit, size: number, splits: number, dice: Dice): readonly { readonly sets: number; readonly columns: number }[] {
  const counts = rules.map(() => ({ sets: 0, columns: 0 }));
  for (let i = 0; i < splits; i += 1) {
    const { reference, current } = split(credit.rows, size, dice);
    for (const [j, rule] of rules.entries()) {
      const found = rule(credit, reference, current).size;
      const count = counts[j];
      if (count === undefined) continue;
      count.sets += found > 0 ? 1 / splits : 0;
      count.columns += found / (splits * credit.columns.length);
    }
  }
  return counts;
}

function power(credit: Credit, shift: Shift, size: number, splits: number, dice: Dice): readonly number[] {
  const found = rules.map(() => 0);
  for (let i = 0; i < splits; i += 1) {
    const { reference, current } = split(credit.rows, size, dice);
    const changed = current.map((row) => shift.change(row, dice));
    for (const [j, rule] of rules.entries()) if (rule(credit, reference, changed).has(shift.column)) found[j] = (found[j] ?? 0) + 1 / splits;
  }
  return found;
}

/** A random choice of `size` rows against the others (Fisher and Yates). */
function split(rows: readonly Row[], size: number, dice: Dice): { readonly reference: readonly Row[]; readonly current: readonly Row[] } {
  const shuffled = [...rows];
  for (let i = 0; i < size; i += 1) {
    const j = i + Math.floor(dice.next() * (shuffled.length - i));
    const [a, b] = [shuffled[i], shuffled[j]];
    if (a !== undefined && b !== undefined) [shuffled[i], shuffled[j]] = [b, a];
  }
  return { current: shuffled.slice(0, size), reference: shuffled.slice(size) };
}

function line(...cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(20))).join(' ');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
