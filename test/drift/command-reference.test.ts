import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readArguments } from '../../scripts/drift/arguments.ts';
import { compare } from '../../scripts/drift/compare.ts';
import { openDatabase } from '../../scripts/drift/duckdb.ts';
import { asJson } from '../../scripts/drift/output.ts';
import { drift, temporaryFolder, writeCsv } from './command.ts';
import { readShared } from './shared-files.ts';

const double = z.pipe(z.union([z.number(), z.enum(['inf', '-inf', 'nan'])]), z.transform((value) => (value === 'inf' ? Infinity : value === '-inf' ? -Infinity : value === 'nan' ? NaN : value)));
const valueCounts = z.array(z.tuple([z.union([z.string(), z.number()]), z.number()]));
const score = z.looseObject({ score: z.optional(double), value: z.optional(double), p_value: z.optional(double), drifted: z.optional(z.boolean()), threshold: z.optional(z.number()), error: z.optional(z.string()) });
const referenceFile = z.looseObject({
  pairs: z.array(z.looseObject({
    name: z.string(), type: z.enum(['num', 'cat']), null_ref: z.number(), null_cur: z.number(), ref_value_counts: valueCounts, cur_value_counts: valueCounts,
    evidently: z.record(z.string(), z.unknown()), nannyml: z.record(z.string(), z.unknown()),
    deequ_formula_exact_counts: z.object({ linf_simple: double, linf_robust: double }),
  })),
});
const document = z.looseObject({ columns: z.array(z.looseObject({ name: z.string(), score: double, drifted: z.boolean(), threshold: double, pValue: z.optional(double) })) });

const found = readShared('conformance/drift-reference.json');
const pairs = found === undefined ? [] : z.parse(referenceFile, found).pairs;
type Pair = (typeof pairs)[number];
const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Pairs of one origin have the same rows: they are columns of the same files. Edge cases have files of their own. */
const groups = Map.groupBy(pairs, ({ name }) => (name.startsWith('edge.') ? name : name.slice(0, name.lastIndexOf('.'))));

/** The files of a group, and how the command is called for them. */
function written(group: readonly Pair[], options: readonly string[]): readonly string[] {
  const inside = mkdtempSync(join(folder, 'group-'));
  const csv = (file: string, side: (pair: Pair) => readonly (string | null)[]) => {
    const columns = group.map(side);
    return writeCsv(join(inside, file), group.map(({ name }) => name), (columns[0] ?? []).map((_, row) => columns.map((values) => values[row] ?? null)));
  };
  const cells = (counts: Pair['ref_value_counts'], nulls: number) => [...counts.flatMap(([value, count]) => Array.from({ length: count }, () => String(value))), ...Array.from({ length: nulls }, () => null)];
  const categorical = group.filter(({ type }) => type === 'cat').map(({ name }) => name);
  return [
    '--baseline', csv('a.csv', (pair) => cells(pair.ref_value_counts, pair.null_ref)), '--current', csv('b.csv', (pair) => cells(pair.cur_value_counts, pair.null_cur)),
    '--json', ...(categorical.length === 0 ? [] : ['--categorical', categorical.join(',')]), ...options,
  ];
}

async function said(group: readonly Pair[], options: readonly string[]) {
  const { columns } = z.parse(document, JSON.parse(asJson(await run(written(group, options)))));
  return new Map(columns.map((column) => [column.name, column]));
}

async function run(args: readonly string[]) {
  const options = readArguments(args);
  if (options === 'help') throw new Error('help was not asked for');
  const database = await openDatabase();
  try {
    return await compare(options, database, { step: (_, work) => work });
  } finally {
    database.close();
  }
}

/** Within 1e-9 relative; both undefined is the same. */
function near(got = NaN, want = NaN): boolean {
  return Object.is(got, want) || got === want || Math.abs(got - want) <= 1e-9 * Math.abs(want);
}

describe.skipIf(pairs.length === 0)('the reference values through the command', () => {
  it.each([...groups])('%s', async (_, group) => {
    const [evidently, nannyml, monitor] = [await said(group, ['--preset', 'evidently']), await said(group, ['--preset', 'nannyml']), await said(group, ['--preset', 'model-monitor'])];
    for (const pair of group) {
      const want = z.parse(score, pair.evidently['default']);
      const got = evidently.get(pair.name);
      expect(got).toMatchObject({ drifted: want.drifted, threshold: want.threshold });
      // A p-value or a distance, as Evidently chose.
      expect(Math.abs((got?.score ?? NaN) - (want.score ?? NaN))).toBeLessThanOrEqual(got?.pValue === undefined ? 1e-9 * (want.score ?? NaN) : 1e-6);
      const js = z.parse(score, pair.nannyml['jensen_shannon']);
      expect(near(nannyml.get(pair.name)?.score, js.error === undefined ? js.value : NaN)).toBe(true);
      expect(near(monitor.get(pair.name)?.score, pair.deequ_formula_exact_counts.linf_robust)).toBe(true);
    }
  });

  // As a person runs it, in a process of its own: edge cases with tests of our own preset.
  it.each([
    ['edge.with_inf', ['--preset', 'evidently', '--test', 'psi'], (pair: Pair) => z.parse(score, pair.evidently['psi']).score],
    ['edge.with_inf', ['--preset', 'evidently', '--test', 'wasserstein'], (pair: Pair) => z.parse(score, pair.evidently['wasserstein']).score],
    ['edge.with_inf', ['--test', 'wasserstein'], (pair: Pair) => z.parse(score, pair.evidently['wasserstein']).score],
    ['edge.single_row_current', ['--test', 'total-variation'], (pair: Pair) => z.parse(double, pair.evidently['_tvd_statistic'])],
    ['edge.high_cardinality', ['--test', 'total-variation'], (pair: Pair) => z.parse(double, pair.evidently['_tvd_statistic'])],
    ['edge.out_of_range_high', ['--test', 'wasserstein-raw'], (pair: Pair) => z.parse(score, pair.nannyml['wasserstein']).value],
  ] as const)('%s with %s', (name, options, want) => {
    const pair = pairs.find((candidate) => candidate.name === name);
    if (pair === undefined) throw new Error(`the reference has no pair ${name}`);
    const { columns } = z.parse(document, JSON.parse(drift(...written([pair], options)).out));
    expect(near(columns[0]?.score, want(pair))).toBe(true);
  });
});
