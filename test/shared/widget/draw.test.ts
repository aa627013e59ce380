import { describe, expect, test } from 'vitest';
import type { ColumnVerdict, Verdict } from '../../../shared/drift/verdict.ts';
import { logsLink, objectLink } from '../../../shared/widget/console-links.ts';
import { draw, type Detailed } from '../../../shared/widget/draw.ts';
import { runState, severity, worstFirst, type ModelState, type Row, type RunState } from '../../../shared/widget/row.ts';
import { spark } from '../../../shared/widget/spark.ts';

const around = { theme: 'light', region: 'eu-central-1', stage: 'dev', bucket: 'b', endpoint: 'arn:e' } as const;

function rowWith(run: RunState, more: Partial<ModelState> = {}, table = 't'): Row {
  const model = { name: 'm', pipeline: 'p', modelPackageGroup: 'g', profile: { changeId: 'c-1', readAt: 0 }, level: 'none', run, ...more } as const;
  return { product: { catalogId: '1', database: 'd', table }, subscription: 's', link: 'rl_d', isKnown: true, model };
}

const column = (name: string, score: number): ColumnVerdict => ({
  name, score, type: 'string', test: 'psi', threshold: 0.1, drifted: score >= 0.1, causes: [], level: 'none', nullShare: { baseline: 0, current: 0 }, unseenShare: 0, unseen: [],
  distribution: { labels: ['secret', 'other'], baseline: [1, 1], current: [0, 2] }, reason: '',
});
const verdict = (columns: readonly ColumnVerdict[]): Verdict => ({ level: 'drift', found: 'drift', preset: 'meshloop', rows: { baseline: 2, current: 2 }, columns, share: 0, reasons: [], findings: [] });

const page = (...rows: readonly Detailed[]) => draw({ rows, page: 1, pages: 1, total: rows.length }, around);

describe('a row', () => {
  test('hostile names are text', () => {
    const hostile = '"><script>alert(1)</script>';
    const row = { ...rowWith({ status: 'held', why: hostile, since: 0 }, { name: hostile, profile: { changeId: hostile, readAt: 0 } }, hostile), subscription: hostile, link: hostile };

    const html = page({ row, principals: 1, decision: { kind: 'leave', why: '', baseline: null, verdict: verdict([column(hostile, 1)]) }, newest: { version: 1, approval: hostile } });

    expect(html).not.toContain('<script');
    expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(6);
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https:\/\/eu-central-1\.console\.aws\.amazon\.com\//);
  });

  test('draws the columns nearest to their threshold, and says how many there are besides', () => {
    const html = page({ row: rowWith({ status: 'none' }), principals: 1, decision: { kind: 'leave', why: '', baseline: null, verdict: verdict([0.01, 0.5, 0.02, NaN, 0.03, Infinity].map((score, i) => column(`c${i}`, score))) } });

    expect([...html.matchAll(/>(c\d) /g)].map(([, name]) => name)).toEqual(['c5', 'c1', 'c4', 'c2']);
    expect(html).toContain('and 2 more');
    expect(html).not.toContain('secret');
  });

  test.each<[RunState, string]>([
    [{ status: 'none' }, 'no run yet'],
    [{ status: 'under way', since: 0, executionArn: 'a/e1' }, 'run under way since 1970-01-01 00:00 UTC'],
    [{ status: 'held', since: 0, why: 'cooldown' }, 'run held: cooldown, until 1970-01-01 00:00 UTC'],
    [{ status: 'Failed', since: 0, executionArn: 'a/e1' }, '<span class="bad">run failed'],
    [{ status: 'Succeeded', since: 0 }, '<span class="good">run succeeded'],
  ])('says of a run %o: %s', (run, words) => {
    expect(page({ row: rowWith(run), principals: 1 })).toContain(words);
  });

  test('of a run its execution is named, and found in Studio', () => {
    const html = page({ row: rowWith({ status: 'Failed', since: 0, executionArn: 'arn:aws:sagemaker:x:1:pipeline/p/execution/e1' }), principals: 1 });

    expect(html).toContain('>e1</span>');
    expect(html).toContain('#/studio-landing');
  });
});

describe('order', () => {
  test('a failed run comes before what is not there yet, that before what waits, and what is in order last', () => {
    const fresh: Row = { product: { catalogId: '1', database: 'new' }, subscription: 's', link: 'l', isKnown: false };
    const { profile: _none, ...unprofiled } = rowWith({ status: 'none' }).model ?? fail();
    const rows = [rowWith({ status: 'Succeeded' }), rowWith({ status: 'under way' }), rowWith({ status: 'none' }, { level: 'possible' }), { ...rowWith({ status: 'none' }), model: unprofiled }, rowWith({ status: 'held' }), fresh, rowWith({ status: 'Failed' })];

    expect(worstFirst(rows).map(severity)).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  test('drift waits for a run until the model was trained on it', () => {
    const drifted = (since: number) => severity(rowWith({ status: 'Succeeded', since }, { level: 'drift', profile: { changeId: 'c', readAt: 10 } }));

    expect([drifted(9), drifted(10)]).toEqual([1, 0]);
  });

  test('the run under way counts before what was, and what holds back before the last', () => {
    const last = { requestId: 'r', status: 'Failed', doneAt: 5 } as const;
    const held = { requestId: 'r', why: 'cooldown', until: 9, times: 1 } as const;

    expect(runState({ run: null }, last)).toEqual({ status: 'Failed', since: 5 });
    expect(runState({ run: null, held }, last)).toEqual({ status: 'held', since: 9, why: 'cooldown' });
    expect(runState({ run: null, held: null }, undefined)).toEqual({ status: 'none' });
  });
});

describe('links', () => {
  test('stay whole with every sign that a name can have', () => {
    expect(objectLink('eu-central-1', 'b', 'verdicts/a b/ü&x=1.html')).toBe('https://eu-central-1.console.aws.amazon.com/s3/object/b?region=eu-central-1&prefix=verdicts%2Fa%20b%2F%C3%BC%26x%3D1.html');
    expect(logsLink('eu-central-1', 'dev', "filter a = 'x'\n| limit 1")).toContain("~editorString~'filter*20a*20*3d*20*27x*27*0a*7c*20limit*201~source~(~'*2faws*2flambda*2fmeshloop-dev-notice-change~'");
  });

  test('lead to the console of the Region’s partition', () => {
    expect(objectLink('cn-north-1', 'b', 'k')).toMatch(/^https:\/\/console\.amazonaws\.cn\/s3\//);
    expect(objectLink('us-gov-west-1', 'b', 'k')).toMatch(/^https:\/\/console\.amazonaws-us-gov\.com\/s3\//);
  });
});

describe('a small picture', () => {
  test('has one bar for each value, the highest over the whole height', () => {
    expect(spark({ labels: ['a', 'b'], baseline: [3, 1], current: [2, 2] })).toContain('<rect x="0" y="2" width="54" height="26"/><rect x="60" y="19.3" width="54" height="8.7"/>');
  });

  test('joins neighbours where there are too many, and is none where there is nothing', () => {
    const many = Array.from({ length: 1000 }, () => 1);

    expect(spark({ labels: [], baseline: many, current: many }).match(/<rect/g)).toHaveLength(40);
    expect(spark({ labels: [], baseline: [], current: [] })).toBe('');
    expect(spark({ labels: ['a'], baseline: [0], current: [0] })).toBe('');
  });
});

function fail(): never {
  throw new Error('no model');
}
