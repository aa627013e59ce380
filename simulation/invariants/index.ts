import type { Finding } from '../finding.ts';
import { desiredIsActual } from './desired.ts';
import { nothingDoubled } from './doubled.ts';
import type { Evidence } from './evidence.ts';
import { nothingForeignTouched } from './foreign.ts';
import { noChangeLost } from './lost.ts';
import { everyFailureVisible } from './visible.ts';
import { nothingWidened } from './widened.ts';

/** What has to hold when a system has come to rest; no findings means that it holds. */
export function findingsIn(evidence: Evidence): Finding[] {
  const { pending } = evidence.aftermath;
  return [
    ...(pending > 0 ? [{ invariant: 'comes to rest', text: `${pending} timers still wait` } as const] : []),
    ...desiredIsActual(evidence),
    ...noChangeLost(evidence),
    ...nothingDoubled(evidence),
    ...nothingForeignTouched(evidence),
    ...nothingWidened(evidence),
    ...everyFailureVisible(evidence),
  ];
}
