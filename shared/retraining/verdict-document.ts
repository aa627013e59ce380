import * as z from 'zod/mini';
import { level } from '../../events/mesh/drift-checked.ts';
import { reason } from '../../events/mesh/reason.ts';
import { Refused } from '../runtime/errors.ts';
import type { Decision } from './decide.ts';

const verdict = z.lazy(() =>
  z.looseObject({
    level,
    rows: z.object({ baseline: z.number(), current: z.number() }),
    // JSON has no infinity: such a score is null.
    columns: z.array(z.looseObject({ name: z.string(), score: z.nullable(z.number()), threshold: z.number(), drifted: z.boolean() })),
  }),
);

const common = () => ({
  baseline: z.nullable(z.object({ packageArn: z.string(), digest: z.string() })),
  verdict: z.nullable(verdict),
});

/** What was decided for a model about one change, as it lies in the bucket. */
export const verdictDocument = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('train'), reasons: z.tuple([reason], reason), requestId: z.string(), ...common() }),
    z.object({ kind: z.literal('leave'), why: z.string(), ...common() }),
  ]),
);

export type KnownDecision = z.infer<typeof verdictDocument>;

/** The decision as a document. Throws Refused where the baseline cannot be read: that is a finding, not a verdict. */
export function documentOf(decision: Decision): KnownDecision {
  if (decision.kind === 'unreadable baseline') {
    const remedy = 'Approve a package that this pipeline registered, restore its profile, or name another model package group in mesh.yml.';
    throw new Refused(`The data that ${decision.packageArn} was trained on is not known to meshloop`, remedy);
  }
  return verdictDocument.parse(JSON.parse(JSON.stringify(decision)));
}
