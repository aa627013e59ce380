import { defaultMinimumCount } from '../../shared/drift/anchor-query.ts';
import { classOf } from '../../shared/drift/column-class.ts';
import { gridOf } from '../../shared/drift/grid-of.ts';
import type { Grid } from '../../shared/drift/grid.ts';
import type { Column } from '../../shared/drift/source.ts';
import { complete } from '../../shared/drift/settings.ts';
import type { Settings } from '../../shared/drift/settings.ts';
import { conclude, judge } from '../../shared/drift/judge.ts';
import { measures } from '../../shared/drift/measures.ts';
import type { Exact, Samples } from '../../shared/drift/measures.ts';
import { rowFindings } from '../../shared/drift/row-findings.ts';
import { scoreSamples } from '../../shared/drift/score-samples.ts';
import type { SamplePair } from '../../shared/drift/score-samples.ts';
import type { Finding, Verdict } from '../../shared/drift/verdict.ts';
import { agree } from './agree.ts';
import type { Agreed } from './agree.ts';
import type { Options } from './arguments.ts';
import { configured } from './config.ts';
import type { Database } from './duckdb.ts';
import { exactChunks, exactSample } from './exact-sides.ts';
import { findFiles } from './files.ts';
import { foldRare } from './fold-rare.ts';
import { frequentValues } from './frequent-values.ts';
import { load } from './load.ts';
import { Problem } from './problem.ts';
import { anchor, profile } from './profile-sides.ts';
import type { Progress } from './progress.ts';

/** Loads both sides and judges them. Throws a Problem when a person has to put something right. */
export async function compare(options: Options, database: Omit<Database, 'close'>, progress: Progress): Promise<Verdict> {
  const { connection } = database;
  const files = { baseline: findFiles(options.baseline, '--baseline'), current: findFiles(options.current, '--current') };
  const categorical = new Set(options.categorical);
  const baseline = await progress.step('reading the baseline', load(database, files.baseline, 'baseline', categorical));
  const current = await progress.step('reading the current data', load(database, files.current, 'current', categorical));
  const names = new Set([...baseline.columns, ...current.columns].map(({ name }) => name));
  const unknown = options.categorical.filter((name) => !names.has(name));
  if (unknown.length > 0) throw new Problem(`--categorical names columns that are in neither file: ${unknown.join(', ')}.`);
  const rules = rulesFor(options, [...names]);
  const agreed = await progress.step('reading the types', agree(connection, baseline, current, categorical));
  const verdict = await (rules.settings.preset === 'meshloop' ? byProfiles(agreed, rules, connection, progress) : bySamples(agreed, rules, connection, progress));
  if (verdict.level === 'none' && verdict.columns.length === 0 && !verdict.findings.some(({ kind }) => kind === 'few-rows')) {
    throw new Problem(`No column could be compared, so nothing is known.\n${verdict.findings.map(({ text }) => text).join('\n')}`);
  }
  return verdict;
}

interface Rules {
  readonly settings: Settings;
  /** Of these columns only nulls are counted. */
  readonly hidden: readonly string[];
  /** Values with fewer rows are never named; 1 on a person's own files. */
  readonly minimumCount: number;
}

/** On a person's own files every value counts, and a changed schema is no "no drift". */
function rulesFor(options: Options, names: readonly string[]): Rules {
  const chosen = options.config === undefined ? undefined : configured(options.config, names);
  const settings = complete({ ...chosen?.settings, ...(options.preset === undefined ? {} : { preset: options.preset }), ...(options.test === undefined ? {} : { test: options.test }) });
  const masked = { ...settings, maskValues: options.isPrivate || settings.maskValues };
  if (chosen !== undefined) return { ...chosen, settings: masked };
  return { settings: { ...masked, minimumRows: 0, consequences: { ...settings.consequences, schema: 'retrain' } }, hidden: [], minimumCount: options.isPrivate ? defaultMinimumCount : 1 };
}

type Connection = Database['connection'];

async function byProfiles(agreed: Agreed, rules: Rules, connection: Connection, progress: Progress): Promise<Verdict> {
  const { settings, hidden, minimumCount } = rules;
  const grid = await progress.step('fixing the grid', anchor(connection, agreed.baseline, { minimumCount, private: hidden }));
  const before = await progress.step('profiling the baseline', profile(connection, agreed.baseline, grid, minimumCount));
  const now = await progress.step('profiling the current data', profile(connection, agreed.current, grid, minimumCount));
  const exact = await progress.step('counting values', exactly(agreed, grid, rules, connection));
  const verdict = judge({ profile: now, baseline: before, settings, exact });
  return conclude(verdict.columns, [...agreed.findings, ...verdict.findings.filter((finding) => !explained(finding, agreed) && !isShown(finding, verdict))], verdict.rows, { settings, history: [] });
}

/** A column without a common type is in neither profile, or seems new. */
function explained({ kind, column }: Finding, { findings }: Agreed): boolean {
  return (kind === 'extra-column' || kind === 'missing-column') && findings.some((finding) => finding.column === column);
}

/** The grid is the baseline's own here, so values outside it are drift and no reason to make another one. */
function isShown({ kind, column }: Finding, { columns }: Verdict): boolean {
  return kind === 'outgrown' && columns.some(({ name, drifted }) => name === column && drifted);
}

/** What the profiles do not give of a person's own files: all values for a chosen test, else the frequent ones of columns that are not counted by value. */
async function exactly(agreed: Agreed, grid: Grid, { settings: { test }, hidden, minimumCount }: Rules, connection: Connection): Promise<ReadonlyMap<string, Exact>> {
  const result = new Map<string, Exact>();
  for (const column of shared(agreed)) {
    const isCategory = ['text', 'character', 'boolean'].includes(classOf(column.type));
    if (hidden.includes(column.name) || (minimumCount > 1 && (isCategory || measures[test ?? 'psi']?.ofValues !== true))) continue;
    const known = gridOf(grid, column);
    const bins = isCategory && (known.kind === 'bins' || (known.kind === 'categories' && !known.open)) ? await frequentValues(connection, agreed, column) : undefined;
    const samples = test === undefined ? undefined : await exactPair(agreed, column, connection);
    if (bins !== undefined || samples !== undefined) result.set(column.name, { ...(bins === undefined ? {} : { bins }), ...(samples === undefined ? {} : { samples }) });
  }
  return result;
}

async function exactPair(agreed: Agreed, column: Column, connection: Connection): Promise<Samples | undefined> {
  const reference = await exactSample(connection, agreed.baseline, column);
  const current = await exactSample(connection, agreed.current, column);
  return reference === undefined || current === undefined ? undefined : { reference, current };
}

async function bySamples(agreed: Agreed, { settings, hidden, minimumCount }: Rules, connection: Connection, progress: Progress): Promise<Verdict> {
  const rows = { baseline: agreed.baseline.rows, current: agreed.current.rows };
  const findings = [...agreed.findings, ...columnFindings(agreed), ...rowFindings(rows, settings, undefined)];
  const verdicts = [];
  // One column after the other: the exact values of all columns together could be many.
  for (const column of shared(agreed).filter(({ name }) => !settings.ignore.includes(name))) {
    if (hidden.includes(column.name)) {
      findings.push({ kind: 'left-out', column: column.name, text: `Column ${column.name} is private` });
      continue;
    }
    const pair = await progress.step(`counting ${column.name}`, samplesOf(agreed, column, settings, connection));
    if (pair === undefined) findings.push({ kind: 'left-out', column: column.name, text: `Column ${column.name}: times and nested values are not compared` });
    else verdicts.push(...scoreSamples([pair], rows, settings).map((verdict) => foldRare(verdict, minimumCount)));
  }
  return conclude(verdicts, findings, rows, { settings, history: [] });
}

async function samplesOf(agreed: Agreed, column: Column, settings: Settings, connection: Connection): Promise<SamplePair | undefined> {
  const pair = await exactPair(agreed, column, connection);
  if (pair === undefined) return undefined;
  const chunks = settings.preset === 'nannyml' && settings.test !== 'chi2' ? await exactChunks(connection, agreed.baseline, column) : undefined;
  return { ...column, ...pair, ...(chunks === undefined ? {} : { chunks }) };
}

function shared({ baseline, current }: Agreed): Agreed['baseline']['columns'] {
  const names = new Set(current.columns.map(({ name }) => name));
  return baseline.columns.filter(({ name }) => names.has(name));
}

function columnFindings({ baseline, current, findings }: Agreed): readonly Finding[] {
  const [before, now] = [new Set(baseline.columns.map(({ name }) => name)), new Set(current.columns.map(({ name }) => name))];
  const found: Finding[] = [
    ...[...before].filter((name) => !now.has(name)).map((column) => ({ kind: 'missing-column' as const, column, text: `Column ${column} is missing` })),
    ...[...now].filter((name) => !before.has(name)).map((column) => ({ kind: 'extra-column' as const, column, text: `Column ${column} is new` })),
  ];
  return found.filter((finding) => !explained(finding, { baseline, current, findings }));
}
