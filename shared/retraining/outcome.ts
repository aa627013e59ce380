import type { DetailOf } from '../../events/contract.ts';
import type { driftChecked } from '../../events/mesh/drift-checked.ts';
import type { retrainingRequested } from '../../events/mesh/retraining.ts';
import type { KnownDecision } from './verdict-document.ts';

export interface About {
  readonly model: string;
  readonly subscription: string;
  readonly link: string;
  readonly profileUri: string;
  readonly verdictUri: string;
}

/** Columns that one event lists at most, the highest scores first; the verdict in the bucket has all. */
const maximumColumns = 500;

export function checkedData(
  decision: KnownDecision,
  { model, subscription, verdictUri }: About,
  rows: number,
): DetailOf<typeof driftChecked>['data'] {
  const { verdict, baseline } = decision;
  const columns = (verdict?.columns ?? []).toSorted((a, b) => rank(b.score) - rank(a.score)).slice(0, maximumColumns);
  return {
    model,
    subscription,
    level: verdict?.level ?? 'none',
    rows: { current: rows, baseline: verdict?.rows.baseline ?? null },
    baselinePackageArn: baseline?.packageArn ?? null,
    reasons: decision.kind === 'train' ? [...decision.reasons] : [],
    columns: columns.map(({ name, score, threshold, drifted }) => ({ name, score: finite(score), threshold: finite(threshold), drifted })),
    verdictUri,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** What could not be tested comes last. */
function rank(score: number): number {
  return Number.isNaN(score) ? -1 : score;
}

/** The request that a decision leads to, if any. */
export function requestedData(
  decision: KnownDecision,
  about: About,
  digest: string,
): DetailOf<typeof retrainingRequested>['data'] | undefined {
  if (decision.kind !== 'train') return undefined;
  const { model, subscription, link, profileUri, verdictUri } = about;
  const { reasons, requestId, baseline, verdict } = decision;
  const [reason] = reasons;
  return {
    model,
    requestId,
    reason,
    reasons: [...reasons],
    subscription,
    link,
    profile: { uri: profileUri, digest },
    baseline,
    level: verdict?.level ?? 'none',
    verdictUri,
  };
}
