import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import * as z from 'zod/mini';
import { eventSchema, type Contract, type EventOf } from '../../events/contract.ts';
import type { Metadata } from '../../events/mesh/metadata.ts';
import { deployedMesh } from '../mesh/runtime.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Context } from './context.ts';
import { readEnvironment, type Environment } from './environment.ts';
import { countsAsMetrics, measureLatency } from './count.ts';
import { logger } from './log.ts';
import { outcome } from './outcome.ts';
import { BadEvent } from './errors.ts';
import { reporting } from './sync-failed.ts';

export interface Wakes<C extends readonly Contract[]> {
  readonly on: C;
  /** The account that these events come from; any other is refused. */
  readonly from: (mesh: Mesh) => string;
}

export const centralAccount = ({ central }: Mesh): string => central.account;
export const consumerAccount = ({ consumer }: Mesh): string => consumer.account;

/**
 * A Lambda handler for the events of some contracts. A bad event throws before anything is done. A failure that trying again
 * can mend throws, so that Lambda tries again and its failure destination keeps what remains; any other becomes Sync Failed.
 */
export function handle<const C extends readonly [Contract, ...Contract[]]>(
  { on, from }: Wakes<C>,
  work: (event: EventOf<C[number]>, context: Context) => Promise<void>,
) {
  const account = () => from(deployedMesh());
  let environment: Environment | undefined;
  const [first, ...rest] = on;
  const schema = z.lazy(() =>
    z.discriminatedUnion('detail-type', [eventSchema(first, account), ...rest.map((contract) => eventSchema(contract, account))]),
  );
  return middy()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(countsAsMetrics())
    .use(outcome())
    .handler(async (received: unknown) => {
      const parsed = schema.safeParse(received);
      if (!parsed.success) throw new BadEvent(parsed.error.issues);
      // The schema was built from the very contracts that the type derives from; zod cannot follow them through the tuple.
      const event = parsed.data as unknown as EventOf<C[number]>;
      const context = { mesh: deployedMesh(), environment: (environment ??= readEnvironment(process.env)), now: Date.now };
      const metadata = ownMetadata(event.detail);
      logger.appendKeys({
        event: event['detail-type'],
        eventId: event.id,
        ...(metadata && { changeId: metadata.changeId, product: metadata.product }),
      });
      if (metadata === undefined) await work(event, context);
      else await reporting(context, metadata, event.id, () => work(event, context));
      // AWS's own events say it in whole seconds.
      measureLatency(Date.parse(metadata?.occurredAt ?? event.time), context.now());
    });
}

/** Our own events say which product they are about; AWS's do not. */
function ownMetadata(detail: unknown): Metadata | undefined {
  // Parsed before: only our contracts have a member of this name.
  return typeof detail === 'object' && detail !== null && 'metadata' in detail ? (detail.metadata as Metadata) : undefined;
}
