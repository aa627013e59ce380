import { describe, expect, test } from 'vitest';
import { firstSync } from '../../bench/first-sync.ts';

describe('a first sync under request rates', () => {
  test('ends with every grant, and nobody is told of throttling: the rate is an assumption, since none is published', async () => {
    const found = await firstSync(400, 10, 3);

    expect(found).toMatchObject({ proved: 400, missing: 0, told: 0, deadLetters: 0 });
    // Otherwise the rates were none.
    expect(found.throttled).toBeGreaterThan(400);
  });
});
