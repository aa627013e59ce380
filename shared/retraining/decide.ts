import type { ProfiledVersion } from '../catalog/profile-documents.ts';
import { digestOf } from '../catalog/hash.ts';
import { otherTableOf } from '../catalog/product.ts';
import { judge, type Case } from '../drift/judge.ts';
import type { Profile } from '../drift/profile.ts';
import { reconstruction } from '../drift/reconstruction.ts';
import type { Verdict } from '../drift/verdict.ts';
import { settingsFor } from '../mesh/drift-settings.ts';
import type { Model, Subscription } from '../mesh/mesh.ts';
import { isTrainedFor, standingOf, type Package } from './baseline.ts';
import { earlier, type Entry } from './history.ts';
import { reasonsOf, type Reason } from './reason.ts';

export interface Baseline {
  readonly packageArn: string;
  readonly digest: string;
}

/** What else than the data can call for a run. Times are milliseconds. */
export interface Circumstances {
  /** Alarms on the model's quality that are in ALARM. */
  readonly alarms: readonly string[];
  /** Age of the baseline's package from which it is stale; undefined for never. */
  readonly maximumAge: number | undefined;
  readonly now: number;
  /** What earlier checks of the model found. */
  readonly history?: readonly Entry[];
  /** Whether the data is that of another table than the model's own: without a baseline of it, the model just does not know it yet. */
  readonly isOther?: boolean;
}

/** What follows for a model from the newest data. */
export type Decision =
  | {
      readonly kind: 'train';
      /** The most important first; at least one. */
      readonly reasons: readonly [Reason, ...Reason[]];
      readonly requestId: string;
      readonly baseline: Baseline | null;
      readonly verdict: Verdict | null;
    }
  | { readonly kind: 'leave'; readonly why: string; readonly baseline: Baseline | null; readonly verdict: Verdict | null }
  | { readonly kind: 'unreadable baseline'; readonly packageArn: string };

/** Whose need a decision is about: each table that a model learns from has its own. */
export function needOf(model: Pick<Model, 'name' | 'table'>, version: Pick<ProfiledVersion, 'product'>): string {
  const other = otherTableOf(model, version);
  return other === undefined ? model.name : `${model.name} ${other}`;
}

/** Decides by the model's packages (newest first), by the verdict where there is a baseline, and by what else calls for a run. `need`: see `needOf`. */
export function decide(
  need: string,
  subscription: Pick<Subscription, 'drift' | 'privacy'>,
  current: ProfiledVersion,
  packages: readonly Package[],
  circumstances: Circumstances,
): Decision {
  const standing = standingOf(packages, current);
  switch (standing.kind) {
    case 'no package':
    case 'none approved':
      return {
        kind: 'train',
        reasons: [circumstances.isOther === true ? 'schema change' : 'first training'],
        requestId: requestIdOf(need, current.digest, null),
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
      const settings = settingsFor(subscription, columnsOf(current.profile, trainedOn.profile));
      const { history = [], now } = circumstances;
      const verdict = judge({
        profile: current.profile,
        baseline: trainedOn.profile,
        settings,
        history: earlier(history, current, baseline.packageArn),
        ...relationsOf(subscription, trainedOn, current),
        ...(current.source === undefined ? {} : { age: now - current.source.changedAt }),
      });
      // Neither alarm nor age make another model of the same data.
      if (isTrainedFor(trainedOn, current)) {
        const what = trainedOn.digest === current.digest ? 'on equal data' : 'for this change, on data that is later than its profile';
        return { kind: 'leave', why: `the approved model was trained ${what}`, baseline, verdict };
      }
      const [first, ...others] = [...reasonsOf(verdict, settings), ...otherReasons(standing.package, circumstances)];
      if (first === undefined) return { kind: 'leave', why: `the verdict is ${verdict.level}`, baseline, verdict };
      return { kind: 'train', reasons: [first, ...others], requestId: requestIdOf(need, current.digest, baseline), baseline, verdict };
    }
  }
}

/** The first run of a model that learns from several tables is on all of them: it waits for the profile of each, and another version of one is another need. */
export function firstOfSeveral(decision: Decision, newest: ReadonlyMap<string, { readonly digest: string } | undefined>): Decision {
  if (decision.kind !== 'train') return decision;
  const digests: string[] = [];
  for (const [table, pointer] of newest) {
    if (pointer === undefined) return { kind: 'leave', why: `${table} has no profile yet`, baseline: null, verdict: null };
    digests.push(pointer.digest);
  }
  return { ...decision, requestId: digestOf(decision.requestId, ...digests) };
}

/** The check of the relations between columns, where it is wanted and both versions were measured alike. */
function relationsOf({ drift }: Pick<Subscription, 'drift'>, { moments: before }: ProfiledVersion, { moments: now }: ProfiledVersion): Pick<Case, 'multivariate' | 'findings'> {
  if (!drift.multivariate) return {};
  if (before === undefined || now === undefined) return unchecked(`the ${before === undefined ? 'baseline' : 'current data'} was profiled without them`);
  if (JSON.stringify(before.anchors) !== JSON.stringify(now.anchors)) return unchecked('the baseline was measured on other columns or scales');
  const found = reconstruction(before.chunks, now.chunks);
  return found === undefined ? unchecked('fewer than two columns vary') : { multivariate: found };
}

function unchecked(why: string): Pick<Case, 'findings'> {
  return { findings: [{ kind: 'left-out', text: `The relations between the number columns were not compared: ${why}` }] };
}

function columnsOf(...profiles: readonly Profile[]): readonly string[] {
  return [...new Set(profiles.flatMap(({ columns }) => columns.map(({ name }) => name)))];
}

function otherReasons({ createdAt }: Package, { alarms, maximumAge, now }: Circumstances): readonly Reason[] {
  const isStale = maximumAge !== undefined && now - createdAt >= maximumAge;
  return [...(alarms.length > 0 ? (['alarm'] as const) : []), ...(isStale ? (['staleness'] as const) : [])];
}

/**
 * The same need is the same request, whatever it was noticed by, and its id is the run's token. The package counts beside its data:
 * when data goes back and forth between two versions, each approved model in between makes a new need.
 */
export function requestIdOf(need: string, profileDigest: string, baseline: Baseline | null): string {
  return digestOf(need, profileDigest, baseline?.digest ?? '', baseline?.packageArn ?? '');
}

/** The id of what a person ordered: each order is a need of its own. */
export function orderedRequestId(model: string, orderId: string): string {
  return digestOf(model, 'person', orderId);
}
