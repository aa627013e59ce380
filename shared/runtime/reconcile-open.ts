import { build } from '../../events/mesh/event.ts';
import { deadlineReached, type Wait } from '../../events/mesh/deadline-reached.ts';
import type { Product } from '../../events/mesh/metadata.ts';
import { pendingCrawls } from '../aws/crawls.ts';
import { openQueries } from '../aws/open-queries.ts';
import { listPending, readCurrent } from '../aws/runs.ts';
import { listWork } from '../aws/work-store.ts';
import { catalogOf, tablesOf } from '../catalog/product.ts';
import { isDailyLook } from '../retraining/daily-look.ts';
import { changeIdOf } from './change-id.ts';
import type { Context } from './context.ts';
import { count, measure } from './count.ts';
import { logger } from './log.ts';
import { publish } from './publish.ts';
import { following } from './sync-failed.ts';

/** What is younger has its own event or deadline still to come (milliseconds). */
const patience = 60 * 60_000;

/** Which models are looked at though nothing of theirs is open: all, each once a day in its own hour, or none. */
type Looks = 'all' | 'daily' | 'none';

/**
 * Has whoever waits look again: for queries, crawls and runs whose event and deadline were both lost, and for requests that nobody took
 * up. Tells how old the oldest change is that is still on its way to its profile.
 */
export async function reconcileOpen(context: Context, looks: Looks, causationId: string): Promise<void> {
  const { mesh } = context;
  const since: number[] = [];
  for (const { wait, queryExecutionId, product, changeId, startedAt } of await openQueries(context.environment.bucket)) {
    if (context.now() - startedAt > patience) await tell(context, product, changeId, { wait, queryExecutionId, round: 0 }, causationId);
  }
  for (const crawler of new Set(mesh.subscriptions.flatMap((subscription) => subscription.crawler ?? []))) {
    const [oldest] = (await pendingCrawls(context.environment.bucket, crawler)).toSorted((a, b) => a.requestedAt - b.requestedAt);
    if (oldest !== undefined) since.push(oldest.requestedAt);
    if (oldest !== undefined && context.now() - oldest.requestedAt > patience) {
      await tell(context, oldest.product, oldest.changeId, { wait: 'crawl', crawler, round: 0 }, causationId);
    }
  }
  for (const subscription of mesh.subscriptions) {
    for (const trained of subscription.models) {
      const { name: model, table } = trained;
      const product = { catalogId: catalogOf(mesh, subscription), database: subscription.database, table };
      for (const each of tablesOf(trained)) {
        for (const { readAt } of await listWork(context.environment.bucket, { ...product, table: each })) since.push(readAt);
      }
      const { isHeld, requestId } = await openRequest(context, model, subscription.paused);
      // Another mesh.yml may judge the same data otherwise, or have ended a pause; an approval may have been lost.
      const isLookedAt = looks === 'all' || (looks === 'daily' && !isHeld && isDailyLook(model, context.now()));
      if (requestId === undefined && !isLookedAt) continue;
      if (requestId !== undefined) count('run overdue');
      await tell(context, product, changeIdOf(causationId), { wait: 'run', model, requestId: requestId ?? 'none', round: 0 }, causationId);
    }
  }
  // Of what is crawled and profiled: a run may take its hours, and has its own alarm.
  measure('oldest change', since.length === 0 ? 0 : Math.round((context.now() - Math.min(...since)) / 1000), 'Seconds');
}

interface OpenRequest {
  readonly isHeld: boolean;
  /** The run that should have ended, or the oldest request that waits without one. */
  readonly requestId?: string | undefined;
}

async function openRequest({ environment, now }: Context, model: string, isPaused: boolean): Promise<OpenRequest> {
  const { run, held } = await readCurrent(environment.bucket, model);
  // What holds a request back has its own schedule.
  if (held && now() < held.until + patience) return { isHeld: true };
  if (run !== null) return { isHeld: false, requestId: now() - run.claimedAt > patience ? run.requestId : undefined };
  // What waits for the end of a pause is not late.
  if (isPaused) return { isHeld: false };
  const waiting = (await listPending(environment.bucket, model)).at(-1);
  return { isHeld: false, requestId: waiting !== undefined && now() - Date.parse(waiting.metadata.occurredAt) > patience ? waiting.data.requestId : undefined };
}

async function tell(context: Context, product: Product, changeId: string, wait: Wait, causationId: string): Promise<void> {
  logger.info('left open', { product, ...wait });
  const metadata = following(product, changeId, causationId, context.now());
  await publish(context.environment.busName, [build(deadlineReached, { metadata, data: wait })]);
}
