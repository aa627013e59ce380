import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventPattern, eventSchema, type Contract } from '../../events/contract.ts';
import { awsContracts, meshContracts } from '../../events/contracts.ts';
import { dataProductChanged } from '../../events/mesh/data-product-changed.ts';
import { build } from '../../events/mesh/event.ts';
import { matchesPattern } from '../../local/eventbridge/pattern.ts';

const samples = join(import.meta.dirname, '../../events/samples');
const contracts = [...awsContracts, ...meshContracts];

function sampleOf({ id }: Contract): { account: string; detail: Record<string, unknown> } & Record<string, unknown> {
  return JSON.parse(readFileSync(join(samples, `${id}.json`), 'utf8'));
}

describe('every contract', () => {
  test.each(contracts)('$id: parses its sample and matches its own rule pattern', (contract) => {
    const sample = sampleOf(contract);

    const parsed = eventSchema(contract, () => sample.account).safeParse(sample);

    expect(parsed.error?.issues).toBeUndefined();
    expect(matchesPattern(eventPattern(contract, sample.account), sample)).toBe(true);
  });

  test.each(contracts)('$id: refuses another account, source and detail-type, and a missing detail', (contract) => {
    const sample = sampleOf(contract);
    const schema = eventSchema(contract, () => sample.account);

    for (const wrong of [
      { account: '999999999999' },
      { account: '1' },
      { source: 'aws.forged' },
      { 'detail-type': 'Other' },
      { detail: undefined },
      { detail: {} },
    ]) {
      expect(schema.safeParse({ ...sample, ...wrong }).success).toBe(false);
    }
  });

  test.each(awsContracts)('$id: tolerates what AWS adds later, and a replay', (contract) => {
    const sample = sampleOf(contract);

    const later = { ...sample, 'replay-name': 'catch-up', extra: 1, detail: { ...sample.detail, extra: { a: 1 } } };

    expect(eventSchema(contract, () => sample.account).safeParse(later).success).toBe(true);
  });

  test('has one sample of its own, and there are no others', () => {
    expect(readdirSync(samples).toSorted()).toEqual(contracts.map(({ id }) => `${id}.json`).toSorted());
  });
});

describe('building an event of ours', () => {
  const detail = {
    metadata: {
      product: { catalogId: '111111111111', database: 'credit_risk' },
      changeId: 'c',
      causationId: 'e',
      occurredAt: '2026-11-20T09:15:00.000Z',
      schemaVersion: 1 as const,
    },
    data: { change: 'UpdateTable', settlesAt: '2026-11-20T09:21:00.000Z' },
  };

  test('gives what the consumer parses', () => {
    const entry = build(dataProductChanged, detail);

    expect(entry).toMatchObject({ source: 'meshloop', detailType: 'Data Product Changed' });
    expect(dataProductChanged.detail.parse(JSON.parse(entry.detail))).toEqual(detail);
  });

  test('refuses what the consumer would refuse', () => {
    const wrong = { ...detail, metadata: { ...detail.metadata, product: { catalogId: '11', database: 'credit_risk' } } };

    expect(() => build(dataProductChanged, wrong)).toThrow(/catalogId/);
  });

  test.each(['', 'a\u0000b', 'line\nbreak', '\ud800', 'x'.repeat(256)])('refuses %j as the name of a database', (database) => {
    const wrong = { ...detail, metadata: { ...detail.metadata, product: { catalogId: '111111111111', database } } };

    expect(() => build(dataProductChanged, wrong)).toThrow(/database/);
  });
});
