import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { kolmogorovTail } from '../../shared/drift/kolmogorov-law.ts';
import { jensenShannonDivergence } from '../../shared/drift/jensen-shannon.ts';
import { kolmogorovSmirnov } from '../../shared/drift/kolmogorov-smirnov.ts';
import { ksPValue } from '../../shared/drift/ks-p-value.ts';
import { lInfinity } from '../../shared/drift/l-infinity.ts';
import { moments } from '../../shared/drift/histogram-edges.ts';
import { defaultTest, evidently, totalVariationDistance } from '../../shared/drift/preset-evidently.ts';
import { modelMonitor } from '../../shared/drift/preset-model-monitor.ts';
import { nannyml } from '../../shared/drift/preset-nannyml.ts';
import { pairCategories, pairNumbers } from '../../shared/drift/sample.ts';
import type { CategorySample, NumberSample, Sample } from '../../shared/drift/sample.ts';
import { NotTestable } from '../../shared/drift/scored.ts';
import { shares, total } from '../../shared/drift/sum.ts';
import { wasserstein } from '../../shared/drift/wasserstein.ts';
import { numberSample } from './samples.ts';
import { readShared } from './shared-files.ts';

const double = z.pipe(z.union([z.number(), z.enum(['inf', '-inf', 'nan'])]), z.transform((value) => (value === 'inf' ? Infinity : value === '-inf' ? -Infinity : value === 'nan' ? NaN : value)));
const valueCounts = z.array(z.tuple([z.union([z.string(), z.number()]), z.number()]));
const stat = z.looseObject({ score: z.optional(double), drifted: z.optional(z.boolean()), threshold: z.optional(z.number()), error: z.optional(z.string()), test: z.optional(z.string()) });
const method = z.looseObject({ value: z.optional(double), p_value: z.optional(double), error: z.optional(z.string()) });
const referenceFile = z.looseObject({
  pairs: z.array(z.looseObject({
    name: z.string(), type: z.enum(['num', 'cat']), null_ref: z.number(), null_cur: z.number(), ref_value_counts: valueCounts, cur_value_counts: valueCounts,
    evidently: z.record(z.string(), z.unknown()),
    nannyml: z.record(z.string(), z.unknown()),
    deequ_formula_exact_counts: z.object({ linf_simple: double, linf_robust: double }),
    tfdv_formula: z.nullable(z.looseObject({ l_infty: double, jensen_shannon_divergence_log2: double })),
    scipy: z.partial(z.object({ ks_statistic: double, ks_p: double, ks_p_asymp: double, wasserstein_raw: double, ref_std_ddof0: double, ref_mean: double })),
  })),
});

const found = readShared('conformance/drift-reference.json');
const pairs = found === undefined ? [] : z.parse(referenceFile, found).pairs;
const evidentlyTests = ['psi', 'kl_div', 'jensenshannon', 'hellinger', 'wasserstein', 'ks', 'chisquare', 'z', 'g_test'];
const nannymlTests = ['jensen_shannon', 'hellinger', 'l_infinity', 'kolmogorov_smirnov', 'wasserstein', 'chi2'];

// Without the file there is no pair, and a test file without any test counts as broken.
it.skipIf(found === undefined)('there are reference values', () => expect(pairs).not.toHaveLength(0));

describe.each(pairs)('$name', (pair) => {
  const reference = sampleOf(pair.type, pair.ref_value_counts, pair.null_ref);
  const current = sampleOf(pair.type, pair.cur_value_counts, pair.null_cur);

  it.each(evidentlyTests.filter((test) => test in pair.evidently))('evidently %s', (test) => {
    const want = z.parse(stat, pair.evidently[test]);
    const got = tried(() => evidently(reference, current, test));
    expect(got === undefined).toBe(want.error !== undefined);
    if (got === undefined) return;
    expect((got.pValue === undefined ? distance : pValue)(got.score, want.score)).toBe('equal');
    expect(got).toMatchObject({ drifted: want.drifted, threshold: want.threshold });
  });

  it('evidently\'s choice of test', () => {
    const want = z.parse(stat, pair.evidently['default']);
    const got = evidently(reference, current);
    expect(defaultTest(reference, current)).toBe(want.test);
    expect(got).toMatchObject({ test: want.test, drifted: want.drifted, threshold: want.threshold });
    expect(pValue(got.score, want.score)).toBe('equal');
  });

  it.each(['_tvd_statistic'].filter((value) => value in pair.evidently))('total variation: %s', (value) => {
    expect(distance(totalVariationDistance(reference, current), z.parse(double, pair.evidently[value]))).toBe('equal');
  });

  it.each(nannymlTests.filter((test) => test in pair.nannyml))('nannyml %s', (test) => {
    const want = z.parse(method, pair.nannyml[test]);
    const got = tried(() => nannyml(reference, current, { test }));
    expect(got === undefined).toBe(want.error !== undefined);
    if (got === undefined) return;
    expect(distance(got.score, want.value)).toBe('equal');
    expect(pValue(got.pValue, want.p_value)).toBe('equal');
  });

  it('deequ\'s distance', () => {
    expect(distance(modelMonitor(reference, current, 'linf_simple').score, pair.deequ_formula_exact_counts.linf_simple)).toBe('equal');
    expect(distance(modelMonitor(reference, current).score, pair.deequ_formula_exact_counts.linf_robust)).toBe('equal');
  });

  it.each(pair.tfdv_formula === null ? [] : [pair.tfdv_formula])('tensorflow data validation\'s distances', (want) => {
    const paired = pairCategories(category(reference), category(current));
    const [p, q] = [shares(paired.reference), shares(paired.current)];
    expect(distance(lInfinity(p, q), want.l_infty)).toBe('equal');
    expect(distance(jensenShannonDivergence(p, q), want.jensen_shannon_divergence_log2)).toBe('equal');
  });

  it.each(pair.type === 'num' ? [pair.scipy] : [])('scipy on the raw values', (want) => {
    const [r, c] = [number(reference), number(current)];
    const paired = pairNumbers(r, c, { infinite: true });
    const d = kolmogorovSmirnov(paired.reference, paired.current);
    const [n, m] = [total(paired.reference), total(paired.current)];
    expect(distance(d, want.ks_statistic)).toBe('equal');
    expect(pValue(ksPValue(d, n, m), want.ks_p)).toBe('equal');
    expect(pValue(kolmogorovTail(d, Math.round((n * m) / (n + m))), want.ks_p_asymp)).toBe('equal');
    expect(distance(wasserstein(paired), want.wasserstein_raw)).toBe('equal');
    if (r.positiveInfinity + r.negativeInfinity > 0) return;
    expect(distance(moments(r).mean, want.ref_mean)).toBe('equal');
    expect(distance(moments(r).deviation, want.ref_std_ddof0)).toBe('equal');
  });
});

/** Undefined where the tool raises an error. */
function tried<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof NotTestable) return undefined;
    throw error;
  }
}

function sampleOf(type: 'num' | 'cat', counts: z.infer<typeof valueCounts>, nulls: number): Sample {
  if (type === 'cat') return { kind: 'category', counts: new Map(counts.map(([value, count]) => [String(value), count])), nulls };
  return numberSample(counts.map(([value, count]) => [z.parse(double, value), count]), nulls);
}

function category(sample: Sample): CategorySample {
  if (sample.kind !== 'category') throw new Error('not a category');
  return sample;
}

function number(sample: Sample): NumberSample {
  if (sample.kind !== 'number') throw new Error('not a number');
  return sample;
}

/** 'equal' within 1e-9 relative, otherwise what differs. */
function distance(got: number, want: number | undefined): string {
  const wanted = want ?? NaN;
  return Object.is(got, wanted) || got === wanted || Math.abs(got - wanted) <= 1e-9 * Math.abs(wanted) ? 'equal' : `${got} instead of ${wanted}`;
}

/** 'equal' within 1e-6 absolute, otherwise what differs. */
function pValue(got: number | undefined, want: number | undefined): string {
  const [found, wanted] = [got ?? NaN, want ?? NaN];
  return Object.is(found, wanted) || Math.abs(found - wanted) <= 1e-6 ? 'equal' : `${found} instead of ${wanted}`;
}
