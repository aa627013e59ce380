import { describe, expect, test } from 'vitest';
import { emptyHistory } from '../../simulation/history.ts';
import { randomStory } from '../../simulation/random-story.ts';
import type { Outcome } from '../../simulation/run.ts';
import { shrink } from '../../simulation/shrink.ts';
import type { Story } from '../../simulation/story.ts';

const aftermath: Outcome['aftermath'] = {
  databases: [], grants: [], executions: [], baselines: new Map(), deadLetters: [], queries: [], documents: new Map(), central: new Map(), shared: new Map(), pending: 0,
};

const outcome = (findings: Outcome['findings']): Outcome => ({ findings, history: emptyHistory(), aftermath });

describe('shrinking', () => {
  test('leaves what the failure needs, and nothing else', async () => {
    const story = randomStory(11);
    const [first, last] = [story.actions.at(1), story.actions.at(-1)];
    const play = async ({ actions }: Story) =>
      outcome(actions.some((action) => action === first) && actions.some((action) => action === last) ? [{ invariant: 'nothing doubled', text: 'twice' }] : []);

    const shortest = await shrink({ story, outcome: await play(story) }, play);

    expect(shortest.story.actions).toEqual([first, last]);
    expect(shortest.story.faults.faults).toEqual([]);
    expect(shortest.story.troubles).toEqual([]);
    expect(shortest.outcome.findings).toHaveLength(1);
  });

  test('does not take another failure for the one that was found', async () => {
    const story = randomStory(11);
    const play = async ({ actions }: Story) =>
      outcome([actions.length === story.actions.length ? { invariant: 'no change lost', text: 'lost' } : { invariant: 'nothing widened', text: 'another' }]);

    const shortest = await shrink({ story, outcome: await play(story) }, play);

    expect(shortest.story.actions).toEqual(story.actions);
  });
});
