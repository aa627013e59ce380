import { describe, expect, test } from 'vitest';
import { bugs } from '../../simulation/bugs/index.ts';
import { bundleFunctions } from '../../simulation/code.ts';
import { randomStory } from '../../simulation/random-story.ts';
import { Simulator } from '../../simulation/simulate.ts';

/** The first seed whose story shows the bug, by docs/simulation-bugs.md, and the invariant that it breaks. */
const first = [
  ['nothing-works', 1, 'what failed is done again'],
  ['reused-token', 6, 'what failed is done again'],
  ['lost-retry', 3, 'what is told is true'],
  ['unchecked-link-target', 44, 'nothing foreign touched'],
  ['never-given-up', 2, 'comes to rest'],
] as const;

/** Milliseconds; a few seconds are enough on a machine that does nothing else. */
const busy = 240_000;

describe('a bug that is planted', () => {
  test.each(first)('%s is found by the story of seed %i: %s', async (name, seed, invariant) => {
    const story = randomStory(seed);
    const played = async (bug?: (typeof bugs)[number]) => {
      const { findings } = await (await Simulator.prepare({ folder: await bundleFunctions(bug) })).play(story);
      return findings.map((finding) => finding.invariant);
    };

    expect(await played(bugs.find((bug) => bug.name === name))).toContain(invariant);
    expect(await played()).toEqual([]);
  }, busy);
});
