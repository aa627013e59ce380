import { DuckDBInstance } from '@duckdb/node-api';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { evidently } from '../../shared/drift/preset-evidently.ts';
import { modelMonitor } from '../../shared/drift/preset-model-monitor.ts';
import { nannyml } from '../../shared/drift/preset-nannyml.ts';
import { testName } from '../../scripts/drift/test-names.ts';
import { drift, temporaryFolder, writeCsv } from './command.ts';
import { numbers } from './samples.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const before = Array.from({ length: 400 }, (_, i) => [String(i % 30), `c${i % 3}`]);
const after = Array.from({ length: 400 }, (_, i) => [String((i % 30) + 12), `c${i % 3}`]);
const a = writeCsv(join(folder, 'a.csv'), ['size', 'kind'], before);
const b = writeCsv(join(folder, 'b.csv'), ['size', 'kind'], after);

const score = z.union([z.number(), z.enum(['inf', '-inf', 'nan'])]);
const document = z.looseObject({
  verdict: z.enum(['none', 'possible', 'drift']),
  rows: z.object({ baseline: z.number(), current: z.number() }),
  columns: z.array(z.looseObject({
    name: z.string(), type: z.string(), test: z.string(), score, threshold: score, drifted: z.boolean(), pValue: z.optional(score),
    nullShare: z.object({ baseline: z.number(), current: z.number() }), reason: z.string(),
  })),
});

function json(...args: readonly string[]): z.infer<typeof document> {
  const { out, err } = drift(...args, '--json');
  if (out === '') throw new Error(err);
  return z.parse(document, JSON.parse(out));
}

describe('npm run drift', () => {
  it('ends with 0 for no drift, 2 for drift and 1 for an error, and says so', () => {
    expect(drift('--baseline', a, '--current', a)).toMatchObject({ code: 0, out: expect.stringContaining('No drift: 0 of 2 columns drifted (400 rows before, 400 now).') });
    expect(drift('--baseline', a, '--current', b)).toMatchObject({ code: 2, out: expect.stringMatching(/! size +psi/) });
    expect(drift('--baseline', a, '--current', join(folder, 'none.csv'))).toMatchObject({ code: 1, out: '', err: expect.stringContaining('no file at') });
    expect(drift('--baseline', a)).toMatchObject({ code: 1, err: expect.stringContaining('--baseline and --current are needed') });
    expect(drift('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Exit code') });
  });

  it('writes the verdict as JSON', () => {
    const found = json('--baseline', a, '--current', b);
    expect(found).toMatchObject({ verdict: 'drift', rows: { baseline: 400, current: 400 } });
    expect(found.columns.map(({ name, type, test, drifted }) => [name, type, test, drifted])).toEqual([['size', 'number', 'psi', true], ['kind', 'category', 'psi', false]]);
  });

  it('writes a report', () => {
    const report = join(folder, 'report.html');
    drift('--baseline', a, '--current', b, '--html', report);
    expect(readFileSync(report, 'utf8')).toContain('The data drifted in 1 of 2 columns: size.');
  });

  it('gives each preset\'s scores', () => {
    const [reference, current] = [numbers(...before.map(([value]) => Number(value))), numbers(...after.map(([value]) => Number(value)))];
    const size = (...args: readonly string[]) => json('--baseline', a, '--current', b, ...args).columns[0];
    expect(size('--preset', 'evidently')).toMatchObject(evidently(reference, current));
    expect(size('--preset', 'evidently', '--test', 'jensenshannon')).toMatchObject(evidently(reference, current, 'jensenshannon'));
    expect(size('--preset', 'model-monitor')).toMatchObject(modelMonitor(reference, current));
    const chunks = Array.from({ length: 10 }, (_, i) => numbers(...before.slice(i * 40, i * 40 + 40).map(([value]) => Number(value))));
    expect(size('--preset', 'nannyml', '--test', 'wasserstein')).toMatchObject(nannyml(reference, current, { test: 'wasserstein', chunks }));
  });

  it('reads an empty field as null, nan and inf as numbers, a categorical column as text', () => {
    const file = writeCsv(join(folder, 'odd.csv'), ['x', 'y'], Array.from({ length: 200 }, (_, i) => [['', 'nan', 'inf', '-inf', String(i)][i % 5] ?? null, String(i % 2)]));
    const found = json('--baseline', file, '--current', file, '--categorical', 'y', '--preset', 'evidently');
    expect(found.columns.map(({ name, type, nullShare }) => [name, type, nullShare.current])).toEqual([['x', 'number', 0.2], ['y', 'category', 0]]);
    expect(drift('--baseline', file, '--current', file, '--categorical', 'zz')).toMatchObject({ code: 1, err: expect.stringContaining('neither file: zz') });
  });

  it('writes infinite and undefined scores as words', () => {
    const texts = writeCsv(join(folder, 'texts.csv'), ['x'], Array.from({ length: 200 }, (_, i) => [`t${i % 2}`]));
    expect(json('--baseline', texts, '--current', texts, '--preset', 'evidently', '--test', 'ks').columns[0]).toMatchObject({ score: 'nan', drifted: false, reason: expect.stringContaining('numbers only') });
  });

  it('takes globs and folders', () => {
    writeFileSync(join(folder, 'part-1.csv'), `size,kind\n${before.slice(0, 200).map((row) => row.join(',')).join('\n')}\n`);
    writeFileSync(join(folder, 'part-2.csv'), `size,kind\n${before.slice(200).map((row) => row.join(',')).join('\n')}\n`);
    expect(json('--baseline', a, '--current', join(folder, 'part-*.csv'))).toMatchObject({ verdict: 'none', rows: { current: 400 } });
  });

  it('takes settings and privacy from mesh.yml', () => {
    const file = join(folder, 'mesh.yml');
    writeFileSync(file, 'central: { account: "111111111111" }\nconsumer: { account: "222222222222", region: eu-central-1 }\nsubscriptions:\n  - name: credit-risk\n    database: credit_risk\n    drift: { ignore: [si*] }\n');
    expect(json('--baseline', a, '--current', b, '--config', `${file}#credit-risk`)).toMatchObject({ verdict: 'none', columns: [{ name: 'kind' }] });
    expect(drift('--baseline', a, '--current', b, '--config', `${file}#other`)).toMatchObject({ code: 1, err: expect.stringContaining('It has: credit-risk') });
  });

  it('never counts a column by value that mesh.yml keeps private', () => {
    const file = join(folder, 'private.yml');
    writeFileSync(file, 'central: { account: "111111111111" }\nconsumer: { account: "222222222222", region: eu-central-1 }\nsubscriptions:\n  - name: credit-risk\n    database: credit_risk\n    privacy: { columns: [si*] }\n');
    expect(json('--baseline', a, '--current', b, '--config', `${file}#credit-risk`)).toMatchObject({ verdict: 'none', columns: [{ name: 'size', drifted: false }, { name: 'kind' }] });
    expect(json('--baseline', a, '--current', b, '--config', `${file}#credit-risk`, '--preset', 'evidently').columns.map(({ name }) => name)).toEqual(['kind']);
  });

  it('names no rare value where mesh.yml wants that, whatever the preset, and scores all of them', () => {
    const rows = Array.from({ length: 400 }, (_, i) => (i < 3 ? ['Atlantis', '7919'] : [`c${i % 3}`, String(i % 4)]));
    const rare = writeCsv(join(folder, 'rare.csv'), ['city', 'children'], rows);
    const file = join(folder, 'rare.yml');
    writeFileSync(file, 'central: { account: "111111111111" }\nconsumer: { account: "222222222222", region: eu-central-1 }\nsubscriptions:\n  - name: credit-risk\n    database: credit_risk\n');
    const named = (...args: readonly string[]) => /Atlantis|7919/.test(drift('--baseline', rare, '--current', rare, '--json', ...args).out);
    expect(named('--preset', 'evidently')).toBe(true);
    expect(named('--preset', 'evidently', '--config', `${file}#credit-risk`)).toBe(false);
    expect(named('--config', `${file}#credit-risk`)).toBe(false);
  });

  it('finds that names which nearly all differed became one', () => {
    const people = writeCsv(join(folder, 'people.csv'), ['name'], Array.from({ length: 400 }, (_, i) => [`person ${i}`]));
    const others = writeCsv(join(folder, 'others.csv'), ['name'], Array.from({ length: 400 }, (_, i) => [`person ${i + 400}`]));
    const nobody = writeCsv(join(folder, 'nobody.csv'), ['name'], Array.from({ length: 400 }, () => ['nobody']));
    expect(drift('--baseline', people, '--current', others).code).toBe(0);
    expect(drift('--baseline', people, '--current', nobody).code).toBe(2);
  });

  it('gives no all-clear where nothing could be compared', () => {
    const none = writeCsv(join(folder, 'none-now.csv'), ['size', 'kind'], before.map(([, kind]) => [null, kind ?? null]));
    expect(json('--baseline', a, '--current', none, '--preset', 'evidently')).toMatchObject({ verdict: 'possible', columns: [{ name: 'size', score: 'nan' }, { name: 'kind' }] });
    const days = writeCsv(join(folder, 'days.csv'), ['day'], Array.from({ length: 40 }, (_, i) => [`2026-01-${String((i % 28) + 1).padStart(2, '0')}`]));
    expect(drift('--baseline', days, '--current', days, '--preset', 'evidently')).toMatchObject({ code: 1, err: expect.stringContaining('No column could be compared') });
  });

  it('takes a CSV file beside Parquet by the types that Parquet has', async () => {
    const codes = writeCsv(join(folder, 'codes.csv'), ['code'], Array.from({ length: 200 }, (_, i) => [String(i % 4)]));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const parquet = join(folder, 'codes.parquet');
    await connection.run(`COPY (SELECT CAST(i % 4 AS VARCHAR) AS code FROM range(200) AS t(i)) TO '${parquet}' (FORMAT parquet)`);
    connection.closeSync();
    expect(json('--baseline', parquet, '--current', codes)).toMatchObject({ verdict: 'none', columns: [{ type: 'category' }] });
  });

  it('knows tests by the names that other tools give them', () => {
    expect([testName('meshloop', 'KS'), testName('evidently', 'Jensen-Shannon'), testName('nannyml', 'chi-square'), testName('model-monitor', 'l_infinity')]).toEqual(['kolmogorov-smirnov', 'jensenshannon', 'chi2', 'linf_robust']);
    expect(() => testName('nannyml', 'psi')).toThrow('The preset nannyml has no test "psi"');
  });
});
