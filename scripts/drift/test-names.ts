import type { Preset } from '../../shared/drift/settings.ts';
import { Problem } from './problem.ts';

/** The tests of each preset by the name that its tool gives them. */
const tests: Readonly<Record<Preset, readonly string[]>> = {
  meshloop: ['psi', 'jensen-shannon', 'hellinger', 'l-infinity', 'total-variation', 'kullback-leibler', 'kolmogorov-smirnov', 'wasserstein', 'wasserstein-raw', 'chi-square', 'z', 'g'],
  evidently: ['psi', 'kl_div', 'jensenshannon', 'hellinger', 'wasserstein', 'ks', 'chisquare', 'z', 'g_test'],
  nannyml: ['jensen_shannon', 'hellinger', 'l_infinity', 'kolmogorov_smirnov', 'wasserstein', 'chi2'],
  'model-monitor': ['linf_robust', 'linf_simple'],
};

/** Each test under one common word, and what else people call it. */
const words: Readonly<Record<string, readonly string[]>> = {
  psi: [],
  jensenshannon: ['js'],
  hellinger: [],
  linfinity: ['linf', 'l8'],
  linfrobust: ['robust'],
  linfsimple: ['simple'],
  totalvariation: ['tvd', 'tv'],
  kullbackleibler: ['kl', 'kldiv'],
  kolmogorovsmirnov: ['ks', 'kstest'],
  wasserstein: ['w1', 'wassersteinnormed'],
  wassersteinraw: [],
  chisquare: ['chi2', 'chisquared'],
  z: ['ztest'],
  g: ['gtest'],
};

/** The preset's own name of a test. Hyphens, underscores and case do not matter, nor which tool's name is used. */
export function testName(preset: Preset, given: string): string {
  const wanted = word(given);
  const found = tests[preset].find((name) => word(name) === wanted) ?? (preset === 'model-monitor' && wanted === 'linfinity' ? 'linf_robust' : undefined);
  if (found === undefined) throw new Problem(`The preset ${preset} has no test "${given}". It has: ${tests[preset].join(', ')}.`);
  return found;
}

function word(name: string): string {
  const bare = name.toLowerCase().replaceAll(/[-_ ]/g, '');
  return Object.entries(words).find(([key, others]) => key === bare || others.includes(bare))?.[0] ?? bare;
}
