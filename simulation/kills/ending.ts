import type { LocalCloud } from '../../local/cloud.ts';
import { readAftermath } from '../aftermath.ts';
import { carryOut, personIn } from '../direct.ts';
import type { History } from '../history.ts';
import { json, listAt, member, textAt } from '../loose.ts';
import { accounts, ownBucket } from '../places.ts';

/** What is there when all is over, a line for each thing, without what differs from one attempt to the next: ids, times and which change it was. */
export type Ending = readonly string[];

export async function readEnding(cloud: LocalCloud, history: History, pending: number): Promise<Ending> {
  const { databases, grants, executions, deadLetters, queries } = await readAftermath(cloud, pending);
  const lines = [
    ...databases.map(({ name, target }) => `link ${name} to ${target?.catalogId} ${target?.database}`),
    ...grants.map(({ principal, permission, resource, grantable }) => `grant ${principal} may ${permission} on ${resource}${grantable ? ' and grant it' : ''}`),
    ...executions.map(({ pipeline, status, ours, profileDigest, parameters }) => `run ${pipeline} ${status} ${JSON.stringify({ ours, profileDigest, parameters })}`),
    ...(await packagesOf(cloud)).map((found) => `package ${found}`),
    ...documentsOf(cloud).map((found) => `document ${found}`),
    ...(await schedulesOf(cloud)).map((found) => `schedule ${found}`),
    ...queries.flatMap(({ location, state }) => (state === 'SUCCEEDED' && location.includes('/queries/profile/') ? [`counted ${location.replace(/-\d+\/[^/]*$/, '')}`] : [])),
    ...(pending > 0 ? [`${pending} timers wait`] : []),
  ];
  // Events come at least once: how often one was told is no result.
  const told = history.events.filter(({ bus, event }) => bus === 'meshloop-dev' && event.source === 'meshloop' && results.has(event['detail-type']));
  // Access is proved anew once a day, in an hour of its own: whether reconcile looks in it, or is redriven in it, is no result either.
  const isProof = (detail: unknown) => textAt(detail, 'metadata', 'changeId')?.startsWith('reconcile-proof-') === true;
  const events = told.filter(({ event }) => !isProof(event.detail)).map(({ event }) => `event ${event['detail-type']} ${JSON.stringify(event.detail)}`);
  // What can never be done lies there once for each change of the product, and a kill may make two changes of one.
  const letters = deadLetters.map(({ queue, event }) => `dead letter ${queue} ${textAt(event, 'detail-type')} ${JSON.stringify(member(event, 'detail', 'metadata', 'product') ?? member(event, 'detail'))}`);
  return [...lines.map(plain), ...new Set([...events, ...letters].map(plain))].toSorted();
}

/** Events that others act on, or people. */
const results = new Set(['Access Granted', 'Drift Checked', 'Retraining Started', 'Retraining Finished', 'Sync Failed', 'Share Blocked', 'Removal Held']);

const always: readonly (readonly [pattern: RegExp, word: string])[] = [
  [/[0-9a-f]{16}-\d{8}T\d{9}Z/g, '<change>'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/execution\/[a-z0-9]{12}\b/g, 'execution/<id>'],
  // Milliseconds since the epoch, of these years.
  [/\b17\d{11}\b|\b18\d{11}\b/g, '<time>'],
];

function plain(text: string): string {
  return always.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), text);
}

function documentsOf(cloud: LocalCloud): string[] {
  const kept = cloud.s3.list(ownBucket, '').filter(({ key }) => !key.startsWith('queries/'));
  return kept.map((object) => `${object.key} ${inOrder(Buffer.from(object.body()).toString('utf8'))}`);
}

/** JSON says the same in any order of its members and without those that are null; other text is left as it is. */
function inOrder(text: string): string {
  const value = json(text);
  return value === undefined ? text : JSON.stringify(value, (_, inner: unknown) => (isObject(inner) ? Object.fromEntries(Object.entries(inner).filter(([, each]) => each !== null).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function packagesOf(cloud: LocalCloud): Promise<string[]> {
  const admin = personIn(cloud, accounts.consumer, 'platform-admin');
  const packages: string[] = [];
  for (const ModelPackageGroupName of ['orders', 'claims', 'payments']) {
    const listed = await carryOut(cloud, admin, 'sagemaker', 'ListModelPackages', { ModelPackageGroupName, MaxResults: 100 });
    for (const summary of listAt(listed, 'ModelPackageSummaryList')) {
      const found = await carryOut(cloud, admin, 'sagemaker', 'DescribeModelPackage', { ModelPackageName: textAt(summary, 'ModelPackageArn') });
      const { ModelPackageArn, ModelApprovalStatus, DriftCheckBaselines } = Object(found);
      packages.push(JSON.stringify({ ModelPackageArn, ModelApprovalStatus, DriftCheckBaselines }));
    }
  }
  return packages;
}

async function schedulesOf(cloud: LocalCloud): Promise<string[]> {
  const admin = personIn(cloud, accounts.consumer, 'platform-admin');
  const listed = await carryOut(cloud, admin, 'scheduler', 'ListSchedules', { GroupName: 'meshloop-dev' });
  const names = listAt(listed, 'Schedules').flatMap((each) => textAt(each, 'Name') ?? []);
  const inputs: string[] = [];
  for (const Name of names) inputs.push(textAt(await carryOut(cloud, admin, 'scheduler', 'GetSchedule', { Name, GroupName: 'meshloop-dev' }), 'Target', 'Input') ?? '');
  return inputs;
}

/** What one ending has and the other has not, as `- missing` and `+ too much`. */
export function differences(expected: Ending, found: Ending): readonly string[] {
  const missing = [...expected];
  const added: string[] = [];
  for (const line of found) {
    const at = missing.indexOf(line);
    if (at < 0) added.push(line);
    else missing.splice(at, 1);
  }
  return [...missing.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}
