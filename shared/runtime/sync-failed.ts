import { build } from '../../events/mesh/event.ts';
import type { Metadata, Product } from '../../events/mesh/metadata.ts';
import { syncFailed } from '../../events/mesh/sync-failed.ts';
import { findingKinds } from '../access/action.ts';
import type { Context } from './context.ts';
import { classify, isPermanent } from './failure.ts';
import { count } from './count.ts';
import { logger } from './log.ts';
import { publish } from './publish.ts';

/** Metadata of an event that follows from another. `causationId` is the id of that other. */
export function following<P extends Product>(product: P, changeId: string, causationId: string, now: number) {
  return { product, changeId, causationId, occurredAt: new Date(now).toISOString(), schemaVersion: 1 as const };
}

/** Runs `work` about a product. A failure that trying again cannot mend is published as Sync Failed; any other is thrown. */
export async function reporting(
  context: Context,
  subject: Pick<Metadata, 'product' | 'changeId'>,
  causationId: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isPermanent(classify(error))) throw error;
    await reportFailure(context, subject, causationId, error);
  }
}

/** Publishes Sync Failed for an error that was caught because the rest of the work goes on. */
export async function reportFailure(
  { environment, now }: Context,
  { product, changeId }: Pick<Metadata, 'product' | 'changeId'>,
  causationId: string,
  error: unknown,
): Promise<void> {
  const { failure, code, message, remedy } = classify(error);
  count(`failure ${failure}`);
  if (findingKinds.some((kind) => kind === code)) count(code);
  // A reconcile is about many products: its lines name each.
  logger.error('sync failed', { product, changeId, failure, code, reason: message, remedy });
  const metadata = following(product, changeId, causationId, now());
  await publish(environment.busName, [
    build(syncFailed, { metadata, data: { function: environment.functionName, failure, code, message, remedy } }),
  ]);
}
