import { createHash } from 'node:crypto';
import type { Outcome } from '../../simulation/run.ts';
import { Simulator } from '../../simulation/simulate.ts';
import { randomStory } from '../../simulation/random-story.ts';
import { bundleFunctions } from '../../simulation/code.ts';

/** All that happened, to the id and the millisecond. */
export function digestOf({ history, aftermath, findings }: Outcome): string {
  const what = { ...history, findings, documents: [...aftermath.documents], grants: aftermath.grants, letters: aftermath.deadLetters };
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}

/** Run as a program: plays the seeds that it is given one after another, and prints a digest of each. */
if (process.argv[1] === import.meta.filename) {
  const simulator = await Simulator.prepare({ folder: await bundleFunctions() });
  for (const seed of process.argv.slice(2).map(Number)) console.log(`${seed} ${digestOf(await simulator.play(randomStory(seed)))}`);
}
