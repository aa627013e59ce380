import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InvalidPattern, matchesPattern } from '../../local/eventbridge/pattern.ts';

const cases = fileURLToPath(new URL('../../../shared/conformance/event-patterns.jsonl', import.meta.url));

interface Case {
  readonly pattern: unknown;
  readonly event: unknown;
  readonly want: boolean | 'INVALID';
}

function verdict({ pattern, event }: Case): boolean | 'INVALID' {
  try {
    return matchesPattern(pattern, event);
  } catch (error) {
    if (error instanceof InvalidPattern) return 'INVALID';
    throw error;
  }
}

if (!existsSync(cases)) console.log("Skipped: the verdicts of AWS's own matcher (event-patterns.jsonl) are not beside this checkout.");

describe.skipIf(!existsSync(cases))("event patterns against the verdicts of AWS's own matcher", () => {
  it('agrees in every case', () => {
    const lines = readFileSync(cases, 'utf8').trim().split('\n');
    // The file is made of such objects; a different shape fails the comparison below.
    const disagreements = lines.filter((line) => {
      const one = JSON.parse(line) as Case;
      return verdict(one) !== one.want;
    });
    expect(lines.length).toBeGreaterThanOrEqual(4000);
    expect(disagreements).toEqual([]);
  });
});
