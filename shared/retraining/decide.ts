import type { ProfiledVersion } from '../catalog/profile-documents.ts';
import { digestOf } from '../catalog/hash.ts';
import { judge } from '../drift/judge.ts';
import type { Profile } from '../drift/profile.ts';
import type { Verdict } from '../drift/verdict.ts';
import { settingsFor } from '../mesh/drift-settings.ts';
import type { Subscription } from '../mesh/mesh.ts';
import { standingOf, type Package } from './baseline.ts';

export type Reason = 'first training' | 'drift';

export interface Baseline {
  readonly packageArn: string;
  readonly digest: string;
}

/** What follows for a model from the newest data. */
export type Decision =
  | {
      readonly kind: 'train';
      readonly reason: Reason;
      readonly requestId: string;
      readonly baseline: Baseline | null;
      readonly verdict: Verdict | null;
    }
  | { readonly kind: 'leave'; readonly why: string; readonly baseline: Baseline | null; readonly verdict: Verdict | null }
  | { readonly kind: 'unreadable baseline'; readonly packageArn: string };

/** Decides by the model's packages (newest first) and, where there is a baseline, by the verdict. */
export function decide(
  model: string,
  subscription: Pick<Subscription, 'drift' | 'privacy'>,
  current: ProfiledVersion,
  packages: readonly Package[],
): Decision {
  const standing = standingOf(packages, current.digest);
  switch (standing.kind) {
    case 'no package':
    case 'none approved':
      return {
        kind: 'train',
        reason: 'first training',
        requestId: requestIdOf(model, current.digest, null, 'first training'),
        baseline: null,
        verdict: null,
      };
    case 'covered':
      return { kind: 'leave', why: `${standing.package.arn} was trained on equal data`, baseline: null, verdict: null };
    case 'unreadable':
      return { kind: 'unreadable baseline', packageArn: standing.package.arn };
    case 'baseline': {
      const { trainedOn } = standing;
      const baseline = { packageArn: standing.package.arn, digest: trainedOn.digest };
      const verdict = judge({
        profile: current.profile,
        baseline: trainedOn.profile,
        settings: settingsFor(subscription, columnsOf(current.profile, trainedOn.profile)),
      });
      if (verdict.level !== 'drift') return { kind: 'leave', why: `the verdict is ${verdict.level}`, baseline, verdict };
      return { kind: 'train', reason: 'drift', requestId: requestIdOf(model, current.digest, baseline, 'drift'), baseline, verdict };
    }
  }
}

function columnsOf(...profiles: readonly Profile[]): readonly string[] {
  return [...new Set(profiles.flatMap(({ columns }) => columns.map(({ name }) => name)))];
}

/**
 * The same need is the same request, and its id is the run's token. The package counts beside its data: when data goes back and
 * forth between two versions, each approved model in between makes a new need.
 */
export function requestIdOf(model: string, profileDigest: string, baseline: Baseline | null, reason: Reason): string {
  return digestOf(model, profileDigest, baseline?.digest ?? '', baseline?.packageArn ?? '', reason);
}
