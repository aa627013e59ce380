import type { athenaQueryStateChange } from '../../events/aws/athena-query-state-change.ts';
import type { EventOf } from '../../events/contract.ts';
import { deadlineReached, type Wait } from '../../events/mesh/deadline-reached.ts';
import { build, type Entry } from '../../events/mesh/event.ts';
import type { TableProduct } from '../../events/mesh/metadata.ts';
import type { Finding } from '../access/action.ts';
import { forgetOpen } from '../aws/open-queries.ts';
import { findQuery, isRunning, type Query } from '../aws/queries.ts';
import { productOf } from '../catalog/query-context.ts';
import { queryFailure, type QueryFailure } from '../catalog/query-failure.ts';
import { planQuery } from '../catalog/query-plan.ts';
import type { Context } from './context.ts';
import { measure } from './count.ts';
import { cancelDeadline, setDeadline, setRetry } from './deadlines.ts';
import { SyncError } from './errors.ts';
import { reportFindings } from './findings.ts';
import { logger } from './log.ts';
import { following, reporting } from './sync-failed.ts';
import { untilRoom } from './until-room.ts';

/** Athena charges each query for ten megabytes at least (Amazon Athena pricing). */
const leastCharged = 10_000_000;

type QueryWait = Extract<Wait, { queryExecutionId: string }>;
type Wake = EventOf<typeof athenaQueryStateChange | typeof deadlineReached>;

/** A query of ours that has ended, and the product and change that it was for. */
export interface Ended {
  readonly query: Query;
  readonly product: TableProduct;
  readonly changeId: string;
  readonly causationId: string;
}

export interface QueryWatch {
  readonly wait: QueryWait['wait'];
  readonly workGroup: string;
  /** The query has a result. */
  readonly use: (ended: Ended) => Promise<void>;
  /** The query failed and is worth another attempt. */
  readonly again: (ended: Ended) => Promise<void>;
  /** The query failed for good. */
  readonly abandon?: (ended: Ended) => Promise<void>;
  /** What a person should know of a query that was refused for want of rights. */
  readonly refused?: (ended: Ended) => Finding;
}

/** Follows a query from its own event or from a look at a deadline. What the event says is a hint: Athena is asked. */
export async function watchQuery(context: Context, event: Wake, watch: QueryWatch): Promise<void> {
  const woken = wokenBy(event, watch);
  if (woken === undefined) return;
  const query = await findQuery(context.environment.bucket, woken.queryExecutionId);
  if (query === undefined || query.workGroup !== watch.workGroup) {
    logger.info('not a query of ours', { queryExecutionId: woken.queryExecutionId });
    return;
  }
  const { changeId } = query.context;
  const product = productOf(query.context, context.mesh.central.account);
  logger.appendKeys({ changeId, product, purpose: query.context.purpose, attempt: query.context.attempt });
  await reporting(context, { product, changeId }, event.id, () =>
    take(context, watch, woken, { query, product, changeId, causationId: event.id }),
  );
}

async function take(context: Context, watch: QueryWatch, woken: QueryWait & { early: boolean }, ended: Ended): Promise<void> {
  const { query, causationId } = ended;
  const { early, ...wait } = woken;
  const running = isRunning(query.state);
  const failure =
    query.state === 'FAILED' || query.state === 'CANCELLED' ? queryFailure(query.state, query.reason, query.retryable) : undefined;
  const whenRoom = (work: () => Promise<void>) =>
    untilRoom(context, { changeId: ended.changeId, since: query.endedAt ?? context.now(), again: lookAgain(context, ended, wait) }, work);
  switch (planQuery(failure, running, query.context.attempt, early)) {
    case 'wait':
      if (!early) await setDeadline(context, ended, causationId, { ...wait, round: wait.round + 1 });
      return;
    case 'use':
      // What is made of a result may need queries of its own.
      await whenRoom(async () => {
        await watch.use(ended);
        measure('bytes charged', Math.max(query.scannedBytes, leastCharged), 'Bytes');
      });
      break;
    case 'retry later':
      await setRetry(context, ended, causationId, wait, query.context.attempt);
      await cancelDeadline(context, ended, wait);
      return;
    case 'retry now':
      await whenRoom(() => watch.again(ended));
      break;
    case 'give up':
      await settle(context, ended, wait);
      await watch.abandon?.(ended);
      if (failure?.failure === 'not yet visible' && watch.refused !== undefined) {
        await reportFindings(context, ended, causationId, [watch.refused(ended)]);
        return;
      }
      throw givenUp(failure, query);
  }
  await settle(context, ended, wait);
}

/** Nobody has to look at the query any more. */
async function settle(context: Context, ended: Ended, wait: QueryWait): Promise<void> {
  await cancelDeadline(context, ended, wait);
  await forgetOpen(context.environment.bucket, ended.query.id);
}

/** The query's own event does not come twice. */
function lookAgain({ now }: Context, { product, changeId, causationId }: Ended, wait: QueryWait): Entry {
  return build(deadlineReached, { metadata: following(product, changeId, causationId, now()), data: { ...wait, round: wait.round + 1 } });
}

function givenUp(failure: QueryFailure | undefined, { id, context: { purpose, attempt } }: Query): SyncError {
  const error = new SyncError(
    'invalid',
    `The ${purpose} query ${id} failed at attempt ${attempt}: ${failure?.code ?? 'unknown'}`,
    failure?.remedy ?? '',
  );
  return error;
}

function wokenBy(event: Wake, { wait, workGroup }: QueryWatch): (QueryWait & { early: boolean }) | undefined {
  if (event['detail-type'] === 'Deadline Reached') {
    const { data } = event.detail;
    return (data.wait === 'access-query' || data.wait === 'profile-query') && data.wait === wait ? { ...data, early: false } : undefined;
  }
  const { queryExecutionId, workgroupName, currentState } = event.detail;
  if (workgroupName !== workGroup || currentState === 'QUEUED' || currentState === 'RUNNING') return undefined;
  return { wait, queryExecutionId, round: 0, early: true };
}
