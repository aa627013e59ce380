import { describe, expect, test } from 'vitest';
import { matchesPattern } from '../../local/eventbridge/pattern.ts';
import { awsContracts, meshContracts } from '../../events/contracts.ts';
import { eventPattern } from '../../events/contract.ts';
import { loadDeployment } from '../../scripts/deployment.ts';

const { consumer, central, mesh } = await loadDeployment();

interface Rule {
  readonly id: string;
  readonly pattern: Readonly<Record<string, unknown>>;
}

function rules(template: typeof consumer): Rule[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const pattern = Properties?.['EventPattern'];
    return Type === 'AWS::Events::Rule' && typeof pattern === 'object' && pattern !== null ? [{ id, pattern: { ...pattern } }] : [];
  });
}

function only(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

describe('every rule of the consumer', () => {
  test.each(rules(consumer))('$id has the pattern that its contracts give', ({ pattern }) => {
    const types = only(pattern['detail-type']);
    const found = types.map((type) => [...awsContracts, ...meshContracts].find((each) => each.detailType === type && only(pattern['source']).includes(each.source)));
    expect(found).not.toContain(undefined);
    for (const contract of found) {
      if (contract === undefined) continue;
      const [account] = only(pattern['account']);
      expect([mesh.central.account, mesh.consumer.account, '[object Object]']).toContain(account);
      const { detail: _detail, ...envelope } = pattern;
      expect(envelope).toEqual({ ...eventPattern(contract, ''), account: pattern['account'], 'detail-type': types });
    }
  });
});

test('central forwards exactly what the consumer takes from it', () => {
  const pairs = (each: Rule) => only(each.pattern['detail-type']).flatMap((type) => only(each.pattern['source']).map((source) => `${source}: ${type}`));
  const taken = rules(consumer).filter(({ pattern }) => only(pattern['account']).includes(mesh.central.account));
  expect(new Set(rules(central).flatMap(pairs))).toEqual(new Set(taken.flatMap(pairs)));
});

test('a pattern that pins the account refuses the same event of another', () => {
  const [rule] = rules(consumer).filter(({ pattern }) => only(pattern['account']).includes(mesh.central.account));
  const event = {
    account: mesh.central.account,
    source: 'aws.glue',
    'detail-type': 'Glue Data Catalog Table State Change',
    detail: { databaseName: 'credit_risk', tableName: 'applications', typeOfChange: 'UpdateTable', changedPartitions: [] },
  };
  const pattern = { ...rule?.pattern, 'detail-type': [event['detail-type']] };
  expect(matchesPattern(pattern, event)).toBe(true);
  expect(matchesPattern(pattern, { ...event, account: '999999999999' })).toBe(false);
});
