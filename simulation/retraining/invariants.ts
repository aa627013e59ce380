import { currentKey, newestKey, pendingPrefix, profileKey } from '../../shared/catalog/keys.ts';
import { profileDocument, type ProfiledVersion } from '../../shared/catalog/profile-documents.ts';
import { modelNamed, tablesOf } from '../../shared/catalog/product.ts';
import type { RetrainingSettings } from '../../shared/mesh/mesh.ts';
import type { Package } from '../../shared/retraining/baseline.ts';
import { decide, firstOfSeveral, needOf, type Decision } from '../../shared/retraining/decide.ts';
import { currentDocument, type Current, type Start } from '../../shared/retraining/run-documents.ts';
import { listAt, textAt, timeAt } from '../loose.ts';
import { accounts, ownBucket } from '../places.ts';
import { database, longestRun, mesh, models, subscription } from './mesh.ts';
import type { People } from './people.ts';
import { bodyOf, type World } from './world.ts';

export interface Finding {
  readonly invariant: string;
  readonly text: string;
}

const hour = 3_600_000;
const day = 24 * hour;

/** What has to hold when everything has come to rest. */
export async function findingsAtRest(world: World, people: People): Promise<Finding[]> {
  const findings: Finding[] = [];
  const find = (invariant: string, text: string) => void findings.push({ invariant, text });
  for (const model of models) {
    const { current } = currentOf(world, model);
    checkRuns(world, model, current, find);
    checkBudget(modelNamed(mesh, model).model.retraining, model, current.starts ?? [], find);
    checkForgotten(world, people, model, await decisionsFor(world, model, [], world.clock.now() - day), find);
    if (current.run !== null) find('comes to rest', `${model} still has the run ${current.run.requestId.slice(0, 8)}`);
  }
  for (const { model, startedAt, inSpiteOf } of world.executions.values()) {
    if (inSpiteOf !== undefined) find('a baseline is never taken for none', `${model}: first training at ${at(startedAt)} in spite of ${inSpiteOf}`);
  }
  const late = world.functions.failures.filter(({ time }) => time > world.clock.now() - day);
  for (const { time, text } of late.slice(0, 3)) find('comes to rest', `${at(time)} ${text}`);
  return findings;
}

/** Alarms that have been there for long and called for a run in vain. */
export async function alarmsInVain(world: World): Promise<Finding[]> {
  const findings: Finding[] = [];
  const described = await world.do('cloudwatch', 'DescribeAlarms', { StateValue: 'ALARM' });
  const inAlarm = listAt(described, 'MetricAlarms').flatMap((each) => textAt(each, 'AlarmName') ?? []);
  for (const model of models) {
    const named = modelNamed(mesh, model).model.retraining.alarms.filter((name) => inAlarm.includes(name));
    const { current } = currentOf(world, model);
    if (named.length === 0 || current.run !== null || (current.held?.until ?? 0) > world.clock.now()) continue;
    const decisions = await decisionsFor(world, model, named, world.clock.now() - day);
    if (decisions.some((decision) => isUnserved(world, decision))) findings.push({ invariant: 'no change lost', text: `${model}: ${named.join()} stays, and the newest data has no run` });
  }
  return findings;
}

type Find = (invariant: string, text: string) => void;

function checkRuns(world: World, model: string, current: Current, find: Find): void {
  const runs = [...world.executions.values()].filter((each) => each.model === model).toSorted((a, b) => a.startedAt - b.startedAt);
  for (const [index, run] of runs.entries()) {
    const next = runs[index + 1];
    if (next !== undefined && next.startedAt < (run.endedAt ?? Infinity)) find('one run at a time', `${model}: ${at(run.startedAt)} ${run.reason} and ${at(next.startedAt)} ${next.reason}`);
    if (runs.findIndex(({ requestId }) => requestId === run.requestId) < index) find('one run for one need', `${model}: ${run.requestId.slice(0, 8)} (${run.reason}) ran again at ${at(run.startedAt)}`);
    for (const type of ['Retraining Started', 'Retraining Finished']) {
      if (!world.events.some(({ event }) => event['detail-type'] === type && textAt(event.detail, 'data', 'executionArn') === run.arn)) find('every run is told of', `${model}: no ${type} of the run of ${at(run.startedAt)}`);
    }
  }
  if ((current.starts ?? []).length !== runs.length) find('cooldown and budget hold', `${model}: ${runs.length} runs, ${(current.starts ?? []).length} counted`);
}

function checkBudget({ cooldown, runsPerDay, instanceHoursPerMonth }: RetrainingSettings, model: string, starts: readonly Start[], find: Find): void {
  for (const [index, start] of starts.entries()) {
    const before = starts[index - 1];
    if (before !== undefined && start.at < before.at + cooldown * 1000) find('cooldown and budget hold', `${model}: runs at ${at(before.at)} and ${at(start.at)} within the cooldown`);
    const sameDay = starts.filter((other) => other.at <= start.at && other.at > start.at - day);
    if (runsPerDay !== undefined && sameDay.length > runsPerDay) find('cooldown and budget hold', `${model}: ${sameDay.length} runs in the day before ${at(start.at)}`);
  }
  if (instanceHoursPerMonth === undefined) return;
  for (const [month, inMonth] of Map.groupBy(starts, (start) => new Date(start.at).toISOString().slice(0, 7))) {
    const hours = inMonth.reduce((sum, { instanceSeconds = 0 }) => sum + instanceSeconds / 3600, 0);
    if (hours > instanceHoursPerMonth + longestRun / hour) find('cooldown and budget hold', `${model}: ${hours.toFixed(1)} instance hours in ${month}`);
  }
}

function checkForgotten(world: World, people: People, model: string, decisions: readonly Decision[], find: Find): void {
  for (const decision of decisions) {
    if (isUnserved(world, decision)) find('no change lost', `${model}: the newest data needs a run (${decision.kind === 'train' ? decision.reasons.join() : ''}) and has none`);
  }
  for (const { time, possible } of people.orders.filter((order) => order.model === model)) {
    if (possible && ![...world.executions.values()].some((run) => run.model === model && run.startedAt > time)) find('no change lost', `${model}: the order of ${at(time)} has no run`);
  }
  if (decisions.some(({ kind }) => kind === 'unreadable baseline')) return;
  const waiting = world.cloud.s3.list(ownBucket, pendingPrefix(model)).length;
  if (waiting > 0) find('comes to rest', `${model}: ${waiting} requests still wait`);
}

function isUnserved(world: World, decision: Decision): boolean {
  return decision.kind === 'train' && ![...world.executions.values()].some(({ requestId }) => requestId === decision.requestId);
}

/** What follows for a model from each of its tables as they are, by the unspoilt rules. `now`: for the age of the model, a while back. */
async function decisionsFor(world: World, model: string, named: readonly string[], now: number): Promise<readonly Decision[]> {
  const { model: known } = modelNamed(mesh, model);
  const [own, ...others] = tablesOf(known).map((table) => newestOf(world, table));
  if (own === undefined) return [];
  const { maximumAge } = known.retraining;
  const circumstances = { alarms: named, maximumAge: maximumAge && maximumAge * 1000, now };
  const packages = await packagesOf(world, known.modelPackageGroup);
  const decision = decide(model, subscription, own, packages, circumstances);
  if (packages.length === 0 && others.length > 0) return [firstOfSeveral(decision, new Map(others.map((version, at) => [String(at), version])))];
  const decisions = [decision];
  for (const version of others) {
    if (version === undefined) continue;
    const standing = await packagesOf(world, known.modelPackageGroup, version.product.table);
    decisions.push(decide(needOf(known, version), subscription, version, standing, { ...circumstances, isOther: true }));
  }
  return decisions;
}

function newestOf(world: World, table: string): ProfiledVersion | undefined {
  const product = { catalogId: accounts.central, database, table };
  const changeId = textAt(bodyOf(world.cloud, newestKey(product)), 'changeId');
  return changeId === undefined ? undefined : profileAt(world, profileKey(product, changeId));
}

/** As they stand to one of the model's other tables, where one is named. */
async function packagesOf(world: World, group: string, otherTable?: string): Promise<Package[]> {
  const listed = await world.do('sagemaker', 'ListModelPackages', { ModelPackageGroupName: group, SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 100 });
  const packages: Package[] = [];
  for (const summary of listAt(listed, 'ModelPackageSummaryList')) {
    const arn = textAt(summary, 'ModelPackageArn') ?? '';
    const approval = textAt(summary, 'ModelApprovalStatus');
    const registered = baselineAt(world, textAt(await world.do('sagemaker', 'DescribeModelPackage', { ModelPackageName: arn }), 'DriftCheckBaselines', 'ModelDataQuality', 'Statistics', 'S3Uri'));
    const isKnown = otherTable === undefined || registered === undefined || registered.others?.[otherTable] !== undefined;
    const trainedOn = otherTable === undefined ? registered : baselineAt(world, registered?.others?.[otherTable]);
    if (isKnown && (approval === 'Approved' || approval === 'Rejected' || approval === 'PendingManualApproval')) packages.push({ arn, approval, trainedOn, createdAt: timeAt(summary, 'CreationTime') ?? 0 });
    if (approval === 'Approved') break;
  }
  return packages;
}

function baselineAt(world: World, uri: string | undefined): ProfiledVersion | undefined {
  return uri === undefined ? undefined : profileAt(world, uri.slice(`s3://${ownBucket}/`.length));
}

function profileAt(world: World, key: string): ProfiledVersion | undefined {
  return profileDocument.safeParse(bodyOf(world.cloud, key)).data?.meshloop;
}

function currentOf(world: World, model: string): { readonly current: Current } {
  const found = bodyOf(world.cloud, currentKey(model));
  return { current: found === undefined ? { run: null } : currentDocument.parse(found) };
}

export function at(time: number): string {
  return new Date(time).toISOString().slice(5, 23);
}
