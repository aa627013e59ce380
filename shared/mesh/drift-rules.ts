import { measures } from '../drift/measures.ts';
import { testNames } from '../drift/test-names.ts';
import type { AuthoredSubscription } from './authored.ts';
import type { Finding } from './finding.ts';

/** Drift settings that contradict each other. */
export function checkDrift({ drift = {} }: AuthoredSubscription, index: number): Finding[] {
  const { preset = 'meshloop', test, threshold, hysteresis } = drift;
  const path = ['subscriptions', index, 'drift'];
  const known = testNames[preset];
  const findings: Finding[] = [];
  if (test !== undefined && !known.includes(test)) {
    findings.push({ path: [...path, 'test'], problem: `"${test}" is no test of the preset ${preset}`, remedy: `Known there: ${known.join(', ')}.` });
  }
  if (preset === 'meshloop' && test === 'wasserstein-raw' && threshold === undefined) {
    const remedy = 'Set `threshold` in the units of the columns, or use `wasserstein`, which has none.';
    findings.push({ path: [...path, 'test'], problem: '"wasserstein-raw" has no threshold of its own', remedy });
  }
  if (preset === 'nannyml' && test !== 'chi2' && threshold === undefined) {
    const remedy = 'Set `threshold`: NannyML computes its own from chunks of single rows, which no profile keeps.';
    findings.push({ path: [...path, 'preset'], problem: 'nannyml has no threshold', remedy });
  }
  if (threshold !== undefined && threshold >= 1 && preset === 'meshloop' && test !== undefined && measures[test]?.isPValue === true) {
    const remedy = 'Write a p-value such as 0.01, or leave it out for `significance`.';
    findings.push({ path: [...path, 'threshold'], problem: `would always find drift: the score of ${test} is a p-value`, remedy });
  }
  if (hysteresis !== undefined && hysteresis.found > hysteresis.of) {
    const remedy = 'Write at most as many as `of`.';
    findings.push({ path: [...path, 'hysteresis', 'found'], problem: `asks for ${hysteresis.found} verdicts of ${hysteresis.of}`, remedy });
  }
  return findings;
}
