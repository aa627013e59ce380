import { build } from '../../events/mesh/event.ts';
import { retrainingRequested } from '../../events/mesh/retraining.ts';
import { alarmsInAlarm } from '../aws/alarms.ts';
import { readPackages } from '../aws/model-packages.ts';
import { readHistory } from '../aws/verdicts.ts';
import { readNewest, readProfile } from '../aws/profile-store.ts';
import { endRequest, listPending, readDone, readRun } from '../aws/runs.ts';
import { profileKey, verdictKey } from '../catalog/keys.ts';
import { modelNamed, otherTableOf } from '../catalog/product.ts';
import type { ProfiledVersion } from '../catalog/profile-documents.ts';
import type { Package } from '../retraining/baseline.ts';
import { decide, firstOfSeveral, needOf, type Decision } from '../retraining/decide.ts';
import { requestedData, type About } from '../retraining/outcome.ts';
import type { Pending } from '../retraining/run-documents.ts';
import { isServed } from '../retraining/served.ts';
import { planSettlement } from '../retraining/settle-plan.ts';
import { documentOf } from '../retraining/verdict-document.ts';
import { linkName } from '../mesh/names.ts';
import type { Context } from './context.ts';
import { lookAtModel } from './deadlines.ts';
import { logger } from './log.ts';
import { newestOfOthers } from './other-tables.ts';
import { publish } from './publish.ts';
import { following, reporting } from './sync-failed.ts';

type Known = ReturnType<typeof modelNamed>;

/** What came of a look at a model: a run is under way or was asked for, or why there is none. */
export type Settled = 'run' | { readonly none: string; readonly current: ProfiledVersion } | undefined;

/**
 * Judges the newest data against the present baseline: data may have come, or gone back, while a run was under way, and packages may
 * have been approved. Does nothing while another run is under way: the end of that one settles all.
 */
export async function settleModel(context: Context, name: string, causationId: string): Promise<Settled> {
  const { bucket } = context.environment;
  if ((await readRun(bucket, name)) !== null) return 'run';
  const known = modelNamed(context.mesh, name);
  // Listed before anything else is read: nothing that waits is then newer than what it is judged by.
  const waiting = await listPending(bucket, name);
  const current = await newestVersion(context, known, waiting);
  if (current === undefined) return undefined;
  let settled: Settled;
  await reporting(context, current, causationId, async () => {
    const judged = await firstDue(context, name, await judgeTables(context, known, current));
    settled = await carryOut(context, known, waiting, current, judged, causationId);
    await lookLater(context, known, current, judged, causationId);
    // Throws where the baseline cannot be read: that is a finding of its own.
    documentOf(judged.decision);
  });
  return settled;
}

/** Whether a request still is what the newest data needs: its event may have come late, or twice. What a person ordered always is. */
export async function isStillNeeded(context: Context, request: Pending): Promise<boolean> {
  const { model, requestId, reason } = request.data;
  if (reason === 'person') return true;
  const known = modelNamed(context.mesh, model);
  const current = await newestVersion(context, known, [request]);
  if (current === undefined) return false;
  const judged = await judgeTables(context, known, current);
  return judged.some(({ decision }) => decision.kind === 'train' && decision.requestId === requestId);
}

interface Judged {
  /** What was judged: the newest version of the model's table, or of another one that it learns from. */
  readonly version: ProfiledVersion;
  readonly isAlarmed: boolean;
  readonly packages: readonly Package[];
  readonly decision: Decision;
}

/** Judges each table that the model learns from; its own comes first. */
async function judgeTables(context: Context, known: Known, current: ProfiledVersion): Promise<readonly [Judged, ...Judged[]]> {
  const { bucket } = context.environment;
  const own = await judgeModel(context, known, current);
  const newest = await newestOfOthers(bucket, current.product, known.model);
  if (own.packages.length === 0 && newest.size > 0) return [{ ...own, decision: firstOfSeveral(own.decision, newest) }];
  const others: Judged[] = [];
  for (const [table, pointer] of newest) {
    const version = pointer && (await readProfile(bucket, { ...current.product, table }, pointer.changeId));
    if (version !== undefined) others.push(await judgeModel(context, known, version));
  }
  return [own, ...others];
}

/** What calls for something first: a need whose run failed before must not hide that of another table. */
async function firstDue({ environment, now }: Context, model: string, judged: readonly [Judged, ...Judged[]]): Promise<Judged> {
  if (judged.length === 1) return judged[0];
  for (const each of judged) {
    if (each.decision.kind === 'unreadable baseline') return each;
    if (each.decision.kind === 'leave') continue;
    const before = await readDone(environment.bucket, model, each.decision.requestId);
    if (before === undefined || !isServed(before, now())) return each;
  }
  return judged[0];
}

async function judgeModel(context: Context, { subscription, model }: Known, version: ProfiledVersion): Promise<Judged> {
  const { alarms: named, maximumAge } = model.retraining;
  const alarms = await alarmsInAlarm(named);
  const other = otherTableOf(model, version);
  const packages = await readPackages(context.environment.bucket, model.modelPackageGroup, other);
  const history = await readHistory(context.environment.bucket, version.product, model.name);
  const circumstances = { alarms, maximumAge: maximumAge && maximumAge * 1000, now: context.now(), history, isOther: other !== undefined };
  return { version, isAlarmed: alarms.length > 0, packages, decision: decide(needOf(model, version), subscription, version, packages, circumstances) };
}

/** The newest version that is known. A request may be about one to which nothing points yet. */
async function newestVersion({ mesh, environment: { bucket } }: Context, { subscription, model }: Known, waiting: readonly Pending[]) {
  const product = { catalogId: mesh.central.account, database: subscription.database, table: model.table };
  const newest = await readNewest(bucket, product);
  const changes = new Set([...(newest === undefined ? [] : [newest.changeId]), ...waiting.map(({ metadata }) => metadata.changeId)]);
  const versions: ProfiledVersion[] = [];
  for (const changeId of changes) {
    const version = await readProfile(bucket, product, changeId);
    if (version !== undefined) versions.push(version);
  }
  return versions.toSorted((a, b) => b.readAt - a.readAt)[0];
}

async function carryOut(
  context: Context,
  known: Known,
  waiting: readonly Pending[],
  current: ProfiledVersion,
  { version, decision }: Judged,
  causationId: string,
): Promise<Settled> {
  const { bucket, busName } = context.environment;
  const model = known.model.name;
  const before = decision.kind === 'train' ? await readDone(bucket, model, decision.requestId) : undefined;
  const { done, next } = planSettlement(waiting, decision, before, context.now());
  if (next === 'decision') await ask(context, known, current, { version, decision }, causationId);
  else if (next !== undefined) await publish(busName, [build(retrainingRequested, next)]);
  for (const { pending, status } of done)
    await endRequest(bucket, model, { requestId: pending.data.requestId, status, doneAt: context.now() });
  logger.info('settled', { model, decision: decision.kind, next: typeof next === 'object' ? 'order' : next, done: done.length });
  if (next !== undefined) return 'run';
  if (decision.kind === 'unreadable baseline') return undefined;
  return { none: decision.kind === 'leave' ? decision.why : `its run on this data ended before (${before?.status ?? 'unknown'})`, current };
}

/** What no event will tell: that an alarm is still there, that the approved model has grown old. */
async function lookLater(
  context: Context,
  { model: { name, retraining } }: Known,
  current: ProfiledVersion,
  { isAlarmed, packages }: Pick<Judged, 'isAlarmed' | 'packages'>,
  causationId: string,
): Promise<void> {
  const now = context.now();
  if (isAlarmed) {
    const period = retraining.alarmCheck * 1000;
    // On a fixed grid, so that however many looks come, one follows.
    await lookAtModel(context, current, causationId, name, 'alarm', (Math.floor(now / period) + 1) * period);
  }
  const approved = packages.find(({ approval }) => approval === 'Approved');
  if (approved === undefined || retraining.maximumAge === undefined) return;
  const staleAt = approved.createdAt + retraining.maximumAge * 1000;
  if (staleAt > now) await lookAtModel(context, current, causationId, name, 'age', staleAt);
}

/** The run is one on the model's own table, whichever of its tables calls for it. */
async function ask(
  context: Context,
  { model, subscription }: Known,
  current: ProfiledVersion,
  { version, decision }: Pick<Judged, 'version' | 'decision'>,
  causationId: string,
): Promise<void> {
  const { busName } = context.environment;
  const { product, changeId, digest } = current;
  const { verdictUri } = aboutOf(context, model.name, subscription, version);
  const data = requestedData(documentOf(decision), { ...aboutOf(context, model.name, subscription, current), verdictUri }, digest);
  const metadata = following(product, changeId, causationId, context.now());
  if (data !== undefined) await publish(busName, [build(retrainingRequested, { metadata, data })]);
}

/** Where what a request is about can be found. */
export function aboutOf(
  { environment: { bucket } }: Context,
  model: string,
  subscription: Known['subscription'],
  { product, changeId }: Pick<ProfiledVersion, 'product' | 'changeId'>,
): About {
  return {
    model,
    subscription: subscription.name,
    link: linkName(subscription, product.database),
    profileUri: `s3://${bucket}/${profileKey(product, changeId)}`,
    verdictUri: `s3://${bucket}/${verdictKey(product, model, changeId)}`,
  };
}
