import { describe, expect, test } from 'vitest';
import { unreadable } from '../../../shared/access/unreadable.ts';

const refusal = { catalogId: '111111111111', database: 'credit_risk', table: 'applications', queryExecutionId: 'q-5', attempt: 5 };
const remedyOf = (delegated: boolean, hybridAccess: boolean) =>
  unreadable({ access: { removalLimit: 0.2, delegated } }, { name: 'credit-risk', hybridAccess }, refusal).remedy;

describe('a reader that may not read what it was granted', () => {
  test('is told with the product and the query', () => {
    expect(unreadable({ access: { removalLimit: 0.2, delegated: false } }, { name: 'credit-risk', hybridAccess: false }, refusal)).toMatchObject({
      kind: 'NotReadable', about: 'credit_risk.applications', problem: expect.stringContaining('query q-5 failed at attempt 5'),
    });
  });

  test('the remedy for hybrid access mode is one that this mesh.yml admits', () => {
    expect(remedyOf(false, false)).toContain('set hybridAccess: true under credit-risk');
    expect(remedyOf(true, false)).toContain('have a data lake administrator opt its readers in');
    expect(remedyOf(true, false)).not.toContain('mesh.yml');
    expect(remedyOf(false, true)).not.toContain('hybrid');
  });
});
