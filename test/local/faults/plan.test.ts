import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidFaultPlan, readFaultPlan } from '../../../local/faults/index.ts';
import { readFaultFile } from '../../../scripts/local/fault-file.ts';

const plan = (...faults: unknown[]) => JSON.stringify({ faults });

describe('a plan of faults', () => {
  it('is read from the example’s file', async () => {
    const { faults } = await readFaultFile(join(import.meta.dirname, '..', '..', '..', 'examples', 'faults.json'));

    expect(faults.map(({ kind }) => kind)).toEqual(['event', 'event', 'call', 'function', 'visibility']);
  });

  it.each([
    ['no JSON', '{', 'not JSON'],
    ['an unknown kind', plan({ kind: 'evnt' }), "Expected 'event' | 'call' | 'function' | 'visibility'\n  → at faults[0].kind"],
    ['a member of the wrong type', plan({ kind: 'event', match: { bus: 1 }, effect: { lost: true } }), 'expected string, received number\n  → at faults[0].match.bus'],
    ['an unknown member', plan({ kind: 'visibility', late: 1, early: 2 }), 'Unrecognized key: "early"\n  → at faults[0]'],
    ['an unknown effect', plan({ kind: 'event', match: {}, effect: { vanished: true } }), 'Wants exactly one of lost, late, doubled, reordered\n  → at faults[0].effect'],
    ['an effect of the wrong type', plan({ kind: 'event', match: {}, effect: { late: 'soon' } }), 'expected number, received string at late'],
    ['two effects', plan({ kind: 'event', match: {}, effect: { late: 1, doubled: 1 } }), 'Unrecognized key: "doubled"'],
    ['a probability above 1', plan({ kind: 'event', match: {}, probability: 2, effect: { lost: true } }), 'faults[0].probability'],
    ['a service that is none', plan({ kind: 'call', match: { service: 'gleu' }, effect: { throttled: true } }), 'The local cloud has no service "gleu"'],
    ['an operation that is none', plan({ kind: 'call', match: { service: 'glue', operation: 'GetTabel' }, effect: { throttled: true } }), 'glue has no operation "GetTabel"'],
    [
      'a part of what is no batch',
      plan({ kind: 'call', match: { service: 'glue', operation: 'GetTable' }, effect: { failsInPart: { entries: [0], code: 'X', message: 'y' } } }),
      'failsInPart is for lakeformation:BatchGrantPermissions',
    ],
  ])('is refused with the place for %s', (_, text, words) => {
    expect(() => readFaultPlan(text)).toThrow(InvalidFaultPlan);
    expect(() => readFaultPlan(text)).toThrow(words);
  });

  it('in a file is refused with the file’s name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'meshloop-test-'));
    try {
      const file = join(folder, 'faults.json');
      await writeFile(file, plan({ kind: 'visibility', late: -1 }));

      await expect(readFaultFile(file)).rejects.toThrow(/faults\.json: The plan of faults is not valid:[^]*faults\[0\]\.late/);
      await expect(readFaultFile(join(folder, 'none.json'))).rejects.toThrow(/cannot be read: ENOENT/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
