import { isDeepStrictEqual } from 'node:util';
import type { Dice } from '../local/core/dice.ts';
import type { Fault, FaultPlan } from '../local/faults/plan.ts';
import { between, oneOf, weighted } from './dice.ts';
import { accounts } from './places.ts';
import type { Trouble } from './story.ts';

/** What each function calls, in about the order of its work, with the number of such calls in one long invocation. */
const calls: Readonly<Record<string, readonly [service: string, operation: string, times: number][]>> = {
  'notice-change': [['scheduler', 'CreateSchedule', 1], ['eventbridge', 'PutEvents', 1]],
  'link-product': [['glue', 'GetDatabase', 2], ['glue', 'GetTables', 1], ['glue', 'CreateDatabase', 1], ['eventbridge', 'PutEvents', 1]],
  'grant-access': [
    ['glue', 'GetTables', 1], ['lakeformation', 'ListPermissions', 6], ['s3', 'PutObject', 2], ['lakeformation', 'BatchGrantPermissions', 1], ['sts', 'AssumeRole', 1],
    ['athena', 'StartQueryExecution', 1], ['scheduler', 'CreateSchedule', 1],
  ],
  'confirm-access': [['athena', 'GetQueryExecution', 1], ['eventbridge', 'PutEvents', 1], ['scheduler', 'DeleteSchedule', 1], ['s3', 'DeleteObject', 1]],
  'refresh-catalog': [
    ['sts', 'AssumeRole', 1], ['s3', 'PutObject', 1], ['scheduler', 'CreateSchedule', 1], ['glue', 'StartCrawler', 1], ['eventbridge', 'PutEvents', 1],
  ],
  'confirm-refresh': [
    ['s3', 'ListObjectsV2', 1], ['s3', 'GetObject', 2], ['glue', 'GetCrawler', 1], ['eventbridge', 'PutEvents', 2], ['s3', 'DeleteObject', 2],
    ['scheduler', 'DeleteSchedule', 1], ['glue', 'StartCrawler', 1],
  ],
  'profile-data': [
    ['s3', 'GetObject', 12], ['sts', 'AssumeRole', 2], ['s3', 'PutObject', 5], ['scheduler', 'CreateSchedule', 1],
  ],
  'collect-profile': [
    ['athena', 'GetQueryExecution', 1], ['s3', 'GetObject', 10], ['s3', 'PutObject', 5], ['sts', 'AssumeRole', 1], ['eventbridge', 'PutEvents', 1],
    ['s3', 'DeleteObject', 5], ['scheduler', 'DeleteSchedule', 1],
  ],
  'check-drift': [
    ['s3', 'GetObject', 5], ['sagemaker', 'ListModelPackages', 1], ['sagemaker', 'DescribeModelPackage', 1], ['s3', 'PutObject', 4], ['eventbridge', 'PutEvents', 1],
  ],
  'start-retraining': [
    ['s3', 'GetObject', 8], ['s3', 'PutObject', 4], ['scheduler', 'CreateSchedule', 1], ['sagemaker', 'StartPipelineExecution', 1], ['eventbridge', 'PutEvents', 1],
  ],
  'accept-share': [['ram', 'GetResourceShareInvitations', 1], ['ram', 'ListResources', 1], ['scheduler', 'CreateSchedule', 2], ['eventbridge', 'PutEvents', 1]],
  'reconcile': [
    ['glue', 'GetDatabases', 2], ['lakeformation', 'ListPermissions', 8], ['s3', 'GetObject', 6], ['s3', 'ListObjectsV2', 4], ['eventbridge', 'PutEvents', 2], ['glue', 'GetTables', 3], ['sts', 'AssumeRole', 3],
    ['glue', 'CreateDatabase', 1], ['lakeformation', 'BatchGrantPermissions', 1], ['lakeformation', 'BatchRevokePermissions', 1], ['s3', 'PutObject', 1], ['glue', 'DeleteDatabase', 1],
  ],
  'finish-retraining': [
    ['sagemaker', 'DescribePipelineExecution', 1], ['s3', 'GetObject', 9], ['sagemaker', 'ListPipelineExecutionSteps', 1], ['eventbridge', 'PutEvents', 1], ['s3', 'PutObject', 3],
    ['s3', 'DeleteObject', 1], ['s3', 'ListObjectsV2', 2], ['scheduler', 'DeleteSchedule', 1], ['sagemaker', 'ListModelPackages', 1], ['sagemaker', 'DescribeModelPackage', 1],
  ],
};

const functions = Object.keys(calls);

interface Place {
  readonly source: string;
  readonly bus: string;
  readonly account: string;
}

/** Where events come by that tell of a change in central, at best effort: late, twice, out of order or never. */
const changes: readonly [Place, ...Place[]] = [
  { source: 'aws.glue', bus: 'default', account: accounts.central },
  { source: 'aws.glue', bus: 'meshloop-dev', account: accounts.consumer },
  { source: 'aws.lakeformation', bus: 'default', account: accounts.central },
  { source: 'aws.lakeformation', bus: 'meshloop-dev', account: accounts.consumer },
  { source: 'aws.ram', bus: 'default', account: accounts.consumer },
  { source: 'aws.cloudformation', bus: 'default', account: accounts.consumer },
];

/** AWS's events about what the functions wait for. Some are lost, as a deadline looks after each. */
const waits = ['aws.athena', 'aws.sagemaker', 'aws.glue'] as const;

/** Our own, which EventBridge delivers at least once. */
const own = [
  'Data Product Changed', 'Data Product Linked', 'Data Product Settled', 'Catalog Refreshed', 'Data Profiled', 'Retraining Requested', 'Deadline Reached',
] as const;

/** Where a fault looks, so that it hits the same thing when a story is shortened. */
const subjects = ['daily', 'claims', 'payments', 'readings'] as const;

/** Up to six things that go wrong. */
export function randomFaults(dice: Dice): FaultPlan {
  return { faults: Array.from({ length: between(dice, 0, 6) }, () => randomFault(dice)) };
}

function randomFault(dice: Dice): Fault {
  return weighted<() => Fault>(dice, [
    [3, () => changeEvent(dice)],
    [2, () => waitEvent(dice)],
    [4, () => ownEvent(dice)],
    [5, () => call(dice)],
    [5, () => invocation(dice)],
    [1, () => collidingGrants(dice)],
    [0.7, () => halfDoneProfile(dice)],
    [0.3, () => ({ kind: 'visibility', late: between(dice, 10, 240) })],
  ])();
}

function changeEvent(dice: Dice): Fault {
  const match = oneOf(dice, changes);
  const nth = between(dice, 1, 10);
  if (dice.next() < 0.6) return { kind: 'event', match, nth, effect: disturbance(dice) };
  return { kind: 'event', match, nth, times: weighted(dice, [[3, 1], [1, between(dice, 2, 12)]]), effect: { lost: true } };
}

/** Whether some change may never be told. */
export function losesChanges({ faults }: FaultPlan): boolean {
  return faults.some((fault) => fault.kind === 'event' && 'lost' in fault.effect && changes.some((place) => isDeepStrictEqual(place, fault.match)));
}

function waitEvent(dice: Dice): Fault {
  const source = oneOf(dice, waits);
  // Two of three queries prove access: those that count data have a loss of their own.
  const detail = source === 'aws.athena' && dice.next() < 0.5 ? { detail: '"meshloop-dev-profile"' } : {};
  // Elsewhere the same sources tell of changes.
  const match = { source, bus: 'default', account: accounts.consumer, ...detail };
  const nth = between(dice, 1, 24);
  if (dice.next() < 0.5) return { kind: 'event', match, nth, effect: disturbance(dice) };
  return { kind: 'event', match, nth, times: weighted(dice, [[3, 1], [1, between(dice, 2, 12)]]), effect: { lost: true } };
}

function ownEvent(dice: Dice): Fault {
  const detail = dice.next() < 0.6 ? { detail: `"${oneOf(dice, subjects)}"` } : {};
  return { kind: 'event', match: { source: 'meshloop', detailType: oneOf(dice, own), ...detail }, nth: between(dice, 1, 4), effect: disturbance(dice) };
}

function disturbance(dice: Dice) {
  return weighted(dice, [
    [3, { late: between(dice, 5, 900) }],
    [3, { doubled: between(dice, 0, 1500) }],
    [2, { reordered: between(dice, 10, 300) }],
  ] as const);
}

function call(dice: Dice): Fault {
  const [first = 'notice-change', ...rest] = functions;
  const name = oneOf(dice, [first, ...rest]);
  const [one = ['s3', 'GetObject', 1], ...others] = calls[name] ?? [];
  const [service, operation, times] = oneOf(dice, [one, ...others] as const);
  const part = partOf(operation);
  const effect = weighted(dice, [
    [3, { throttled: true as const }],
    [4, { answerLost: true as const }],
    [2, { fails: { code: 'InternalFailure', message: 'We encountered an internal error. Please try again.', status: 500 } }],
    [part === undefined ? 0 : 6, { failsInPart: part ?? { entries: [0], code: '', message: '' } }],
  ]);
  // Three in a row outlast the SDK's own attempts, so that the invocation fails.
  return { kind: 'call', match: { service, operation, role: `meshloop-dev-${name}` }, nth: between(dice, 1, times * 4), times: oneOf(dice, [1, 3, 3]), effect };
}

/** Grants of one principal at once: what Lake Formation refuses for a moment shows only where nothing comes later that would mend it. */
function collidingGrants(dice: Dice): Fault {
  const match = { service: 'lakeformation', operation: 'BatchGrantPermissions', role: 'meshloop-dev-grant-access' };
  // The first are those of the reader, who proves access; what another role lacks nobody proves.
  const entries = oneOf(dice, [[0, 2], [3, 4, 5], [4, 7], [6]]);
  const failsInPart = { entries, code: 'ConcurrentModificationException', message: 'Please retry in a short while' };
  return { kind: 'call', match, nth: between(dice, 1, 6), times: 1, effect: { failsInPart } };
}

/** A profile that is kept and not yet told of, or told of and not yet the newest: it shows where another change settles before the next attempt. */
function halfDoneProfile(dice: Dice): Fault {
  const match = { name: 'meshloop-dev-collect-profile' };
  return { kind: 'function', match, nth: between(dice, 1, 8), times: between(dice, 1, 3), effect: { killedAfter: between(dice, 13, 18) } };
}

function partOf(operation: string): { entries: number[]; code: string; message: string } | undefined {
  switch (operation) {
    case 'PutEvents':
      return { entries: [0], code: 'InternalException', message: 'Unexpected error' };
    default:
      return undefined;
  }
}

function invocation(dice: Dice): Fault {
  const [first = 'notice-change', ...rest] = functions;
  const name = oneOf(dice, [first, ...rest]);
  const at = between(dice, 1, (calls[name] ?? []).reduce((sum, [, , times]) => sum + times, 0));
  const effect = weighted(dice, [
    [4, { killedBefore: at }],
    [4, { killedAfter: at }],
    [1, { timesOutAt: at }],
    [1, { cold: true as const }],
  ]);
  return { kind: 'function', match: { name: `meshloop-dev-${name}` }, nth: between(dice, 1, 4), ...(dice.next() < 0.1 && { times: 2 }), effect };
}

/** Queries and runs that fail by themselves; a query is tried five times. */
export function randomTroubles(dice: Dice): Trouble[] {
  const troubles: Trouble[] = [];
  while (dice.next() < 0.4) {
    const nth = between(dice, 1, 4);
    if (dice.next() < 0.25) troubles.push({ kind: 'run', pipeline: oneOf(dice, ['orders', 'claims', 'payments'] as const), nth });
    else {
      const query = { kind: 'query', purpose: oneOf(dice, ['access', 'grid', 'profile'] as const), table: oneOf(dice, subjects) } as const;
      const times = weighted(dice, [[3, 1], [1, 2], [0.3, 6]]);
      for (let more = 0; more < times; more += 1) troubles.push({ ...query, nth: nth + more });
    }
  }
  return troubles;
}
