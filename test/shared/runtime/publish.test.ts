import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchesOf } from '../../../shared/runtime/publish.ts';

const entry = fc.nat({ max: 400_000 }).map((length) => ({ source: 'meshloop', detailType: 'Drift Checked', detail: 'x'.repeat(length) }));

describe('batches of PutEvents', () => {
  test('have at most ten entries and stay below 1 MB, in order, with nothing left out', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
        const batches = batchesOf(entries);
        expect(batches.flat()).toEqual(entries);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(batch.reduce((sum, { detail }) => sum + detail.length, 0)).toBeLessThan(1_000_000);
        }
      }),
      { numRuns: 30 },
    );
  });
});
