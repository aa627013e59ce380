import type * as z from 'zod/mini';
import { complete, type Settings } from '../drift/settings.ts';
import type { Verdict } from '../drift/verdict.ts';
import type { reason } from '../../events/mesh/reason.ts';

export type Reason = z.infer<typeof reason>;

/** Which kinds of findings belong to which consequence in the settings, and what a run for it is called. */
const causes = [
  { reason: 'schema change', cause: 'schema', kinds: ['missing-column', 'type-changed'] },
  { reason: 'schema change', cause: 'added', kinds: ['extra-column'] },
  { reason: 'growth', cause: 'growth', kinds: ['growth'] },
  { reason: 'shrinkage', cause: 'shrinkage', kinds: ['shrinkage'] },
  { reason: 'staleness', cause: 'age', kinds: ['age'] },
  { reason: 'drift', cause: 'drift', kinds: ['relations'] },
] as const;

/** Why a verdict of drift calls for a run, the most important first. None for any other verdict. */
export function reasonsOf(verdict: Verdict, settings: Partial<Settings>): readonly Reason[] {
  if (verdict.level !== 'drift') return [];
  const { consequences } = complete(settings);
  const found = causes.flatMap(({ reason, cause, kinds }) =>
    consequences[cause] === 'retrain' && verdict.findings.some(({ kind }) => kinds.some((each) => each === kind)) ? [reason] : [],
  );
  const columns = consequences.drift === 'retrain' && verdict.columns.some(({ drifted }) => drifted) ? (['drift'] as const) : [];
  const reasons = [...new Set<Reason>([...columns, ...found])];
  // A verdict that was confirmed by earlier ones has its cause there.
  return reasons.length > 0 ? reasons : ['drift'];
}
