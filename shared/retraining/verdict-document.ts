import * as z from 'zod/mini';
import { reason } from '../../events/mesh/reason.ts';
import { toJson } from '../drift/json.ts';
import type { Verdict } from '../drift/verdict.ts';
import { Refused } from '../runtime/errors.ts';
import type { Decision } from './decide.ts';

const numbers = new Set(['score', 'threshold', 'pValue', 'adjustedPValue', 'noiseFloor']);
const nonFinite: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: NaN };

/** JSON has no infinity: documents have "inf", "-inf" and "nan" (shared/drift/json.ts). */
function revived(value: unknown): unknown {
  return JSON.parse(toJson(value), (key, item: unknown) => (numbers.has(key) && typeof item === 'string' ? (nonFinite[item] ?? item) : item));
}

/** Verdicts are written by us only; level and columns say that they are ours. */
const verdict = z.lazy(() =>
  z.pipe(
    z.transform(revived),
    z.custom<Verdict>((value) => typeof value === 'object' && value !== null && 'level' in value && 'columns' in value && Array.isArray(value.columns)),
  ),
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
  return verdictDocument.parse(decision);
}
