import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../shared/drift/settings.ts';
import { settingsFor } from '../../../shared/mesh/drift-settings.ts';
import { formatMeshError, loadMesh } from '../../../shared/mesh/load.ts';
import { meshSchema, type Subscription } from '../../../shared/mesh/mesh.ts';

const valid = readFileSync(join(import.meta.dirname, 'valid.yml'), 'utf8');

function load(lines: string) {
  return loadMesh(valid.replace('    drift:\n      minimumRows: 100\n', lines), 'mesh.yml');
}

function subscriptionWith(lines: string): Subscription {
  const loaded = load(lines);
  if ('errors' in loaded) throw new Error(loaded.errors.map(formatMeshError).join('\n'));
  const [first] = meshSchema.parse(JSON.parse(JSON.stringify(loaded.mesh))).subscriptions;
  if (first === undefined) throw new Error('no subscription');
  return first;
}

function errorsOf(lines: string): string {
  const loaded = load(lines);
  return 'errors' in loaded ? loaded.errors.map(formatMeshError).join('\n') : '';
}

const everything = `    drift:
      preset: evidently
      test: psi
      threshold: 0.2
      significance: 0.05
      minimumRows: 50
      share: 0.3
      nullShare: 0.1
      unseenShare: 0.2
      growth: 3
      shrinkage: 0.25
      maximumAge: 30d
      hysteresis: { found: 2, of: 3 }
      multivariate: true
      ignore: ["*_id"]
      critical: [amount]
      columns:
        "a*": { weight: 2 }
        amount: { threshold: 0.3, weight: 5 }
      consequences: { drift: warn, schemaChange: retrain, newColumn: warn, growth: retrain, shrinkage: ignore, staleness: retrain }
    profile:
      maximumAge: 7d
    privacy:
      columns: [email, "*name"]
      lfTags: { sensitivity: [high] }
      minimumCount: 20
      maskValues: true
`;

describe('drift settings', () => {
  it('reach the engine, globs as the columns that there are', () => {
    const subscription = subscriptionWith(everything);

    expect(settingsFor(subscription, ['amount', 'age', 'customer_id', 'city'])).toEqual({
      preset: 'evidently',
      test: 'psi',
      threshold: 0.2,
      significance: 0.05,
      minimumRows: 50,
      share: 0.3,
      nullShare: 0.1,
      unseenShare: 0.2,
      growth: 3,
      shrinkage: 0.25,
      maximumAge: 30 * 24 * 3_600_000,
      hysteresis: { n: 2, m: 3 },
      maskValues: true,
      ignore: ['customer_id'],
      critical: ['amount'],
      thresholds: { amount: 0.3 },
      weights: { amount: 5, age: 2 },
      consequences: { drift: 'warn', schema: 'retrain', added: 'warn', growth: 'retrain', shrinkage: 'ignore', age: 'retrain' },
    });
    expect(subscription.drift.multivariate).toBe(true);
    expect(subscription.profileAgeSeconds).toBe(7 * 24 * 3600);
    expect(subscription.privacy).toEqual({ columns: ['email', '*name'], lfTags: { sensitivity: ['high'] }, minimumCount: 20, maskValues: true });
  });

  it('have the engine’s defaults where nothing is said', () => {
    expect(settingsFor(subscriptionWith(''), ['amount'])).toEqual(defaultSettings);
  });

  it.each<[string, string, string]>([
    ['a preset that is none', 'preset: evidentlyy', 'drift.preset is not one of the allowed values. Write meshloop or evidently'],
    ['a test of another preset', 'test: ks', 'drift.test "ks" is no test of the preset meshloop. Known there: psi'],
    ['a test without threshold', 'test: wasserstein-raw', 'drift.test "wasserstein-raw" has no threshold of its own. Set `threshold`'],
    ['nannyml without threshold', 'preset: nannyml', 'drift.preset nannyml has no threshold. Set `threshold`'],
    ['a p-value that is always reached', '{ test: chi-square, threshold: 1 }', 'drift.threshold would always find drift'],
    ['a rate above one', 'significance: 5', 'drift.significance is above 1. Write a rate such as 0.01'],
    ['a share of zero', 'share: 0', 'drift.share is not above 0'],
    ['growth that is none', 'growth: 1', 'drift.growth is not above 1. Write how many times'],
    ['shrinkage that is none', 'shrinkage: 1', 'drift.shrinkage is not below 1'],
    ['an age in words', 'maximumAge: old', 'drift.maximumAge is not a duration. Write a number and a unit, such as 12h'],
    ['an age below the clock’s', 'maximumAge: 5m', 'drift.maximumAge is not between 1h and 3650d'],
    ['hysteresis that is never reached', 'hysteresis: { found: 3, of: 2 }', 'drift.hysteresis.found asks for 3 verdicts of 2'],
    ['hysteresis of none', 'hysteresis: { found: 0, of: 2 }', 'drift.hysteresis.found is not a number from 1 on'],
    ['a consequence that is none', 'consequences: { drift: stop }', 'consequences.drift is not one of the allowed values. Write retrain or warn or ignore'],
    ['training on what is left', 'consequences: { shrinkage: retrain }', 'consequences.shrinkage is not one of the allowed values. Write warn or ignore'],
    ['a cause that is none', 'consequences: { schema: warn }', 'consequences.schema is not a known field. Known here: drift, schemaChange'],
    ['a negative weight', 'columns: { amount: { weight: -1 } }', 'drift.columns.amount.weight is negative'],
    ['a threshold in quotes', 'columns: { amount: { threshold: "0.1" } }', 'drift.columns.amount.threshold is not a number'],
    ['a truth value in quotes', 'multivariate: "yes"', 'drift.multivariate is not true or false'],
    ['a column that YAML takes for a number', 'ignore: [1]', 'drift.ignore[0] is read as a number'],
  ])('%s', (_what, line, expected) => {
    expect(errorsOf(line.startsWith('{') ? `    drift: ${line}\n` : `    drift:\n      ${line}\n`)).toContain(expected);
  });

  it.each<[string, string, string]>([
    ['profile', 'maximumAge: 30m', 'profile.maximumAge is not between 1h and 3650d'],
    ['privacy', 'minimumCount: 0', 'privacy.minimumCount is not a number from 1 on'],
    ['privacy', 'lfTags: { Sensitivity: [high] }', 'privacy.lfTags.Sensitivity is not an LF-Tag key'],
    ['privacy', 'mask: true', 'privacy.mask is not a known field'],
  ])('%s: %s', (part, line, expected) => {
    expect(errorsOf(`    ${part}:\n      ${line}\n`)).toContain(expected);
  });
});
