import type { Finding } from '../finding.ts';
import { losesChanges } from '../random-faults.ts';
import type { Story } from '../story.ts';
import { calmIsCalm, endedFaultsAreOver } from './causes.ts';
import { desiredIsActual } from './desired.ts';
import { nothingDoubled } from './doubled.ts';
import type { Evidence } from './evidence.ts';
import { nothingForeignTouched } from './foreign.ts';
import { nothingLeftOver } from './left-over.ts';
import { noChangeLost } from './lost.ts';
import { allIsRepaired } from './repaired.ts';
import { whatIsToldIsTrue } from './told.ts';
import { everyFailureVisible } from './visible.ts';
import { nothingWidened } from './widened.ts';

/** What has to hold when a system has come to rest by events alone; no findings means that it holds. */
export function findingsByEvents(evidence: Evidence, story: Story): Finding[] {
  return [
    ...atAnyRest(evidence),
    // Where changes were never told, events alone cannot have brought about everything.
    ...(losesChanges(story.faults) ? [] : desiredIsActual(evidence)),
    ...noChangeLost(evidence),
    ...everyFailureVisible(evidence),
    ...calmIsCalm(evidence, story),
    ...whatIsToldIsTrue(evidence),
  ];
}

/**
 * What has to hold when the faults are over, the dead letters are done again and reconcile has looked as often as it needs.
 * @param stillDone what its last look still did
 */
export function findingsOfRepair(evidence: Evidence, faultsEnded: number, stillDone: readonly string[]): Finding[] {
  const restless = [...new Set(stillDone)].map((text): Finding => ({ invariant: 'all is repaired', text: `the last look of reconcile still found something to do: ${text}` }));
  return [...atAnyRest(evidence), ...allIsRepaired(evidence), ...nothingLeftOver(evidence), ...endedFaultsAreOver(evidence, faultsEnded), ...restless];
}

function atAnyRest(evidence: Evidence): Finding[] {
  const { pending } = evidence.aftermath;
  return [
    ...(pending > 0 ? [{ invariant: 'comes to rest', text: `${pending} timers still wait` } as const] : []),
    ...nothingDoubled(evidence),
    ...nothingForeignTouched(evidence),
    ...nothingWidened(evidence),
  ];
}
