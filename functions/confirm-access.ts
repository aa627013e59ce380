import { athenaQueryStateChange } from '../events/aws/athena-query-state-change.ts';
import { accessGranted } from '../events/mesh/access-granted.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import type { Finding } from '../shared/access/action.ts';
import { unreadable } from '../shared/access/unreadable.ts';
import { subscriptionNamed } from '../shared/catalog/product.ts';
import { linkName } from '../shared/mesh/names.ts';
import { startCanary } from '../shared/runtime/canary.ts';
import type { Context } from '../shared/runtime/context.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { publish } from '../shared/runtime/publish.ts';
import { watchQuery, type Ended } from '../shared/runtime/query-watch.ts';
import { following } from '../shared/runtime/sync-failed.ts';

/** Confirms access when the reader has read through the link; grants may take a while to work, so a failure is tried again later. */
export const handler = handle({ on: [athenaQueryStateChange, deadlineReached], from: consumerAccount }, async (event, context) => {
  await watchQuery(context, event, {
    wait: 'access-query',
    workGroup: context.environment.accessWorkGroup,
    use: (ended) => confirm(context, ended),
    again: (ended) => readAgain(context, ended),
    refused: (ended) => refusal(context, ended),
  });
});

async function confirm(context: Context, { query, product, changeId, causationId }: Ended): Promise<void> {
  const subscription = subscriptionNamed(context.mesh, query.context.subscription);
  const metadata = following(product, changeId, causationId, context.now());
  const data = { subscription: subscription.name, link: linkName(subscription, product.database), queryExecutionId: query.id };
  await publish(context.environment.busName, [build(accessGranted, { metadata, data })]);
}

function refusal({ mesh }: Context, { query, product }: Ended): Finding {
  const { subscription, attempt } = query.context;
  return unreadable(mesh, subscriptionNamed(mesh, subscription), { ...product, queryExecutionId: query.id, attempt });
}

async function readAgain(context: Context, { query, product, changeId, causationId }: Ended): Promise<void> {
  const subscription = subscriptionNamed(context.mesh, query.context.subscription);
  const link = linkName(subscription, product.database);
  const failed = { queryExecutionId: query.id, attempt: query.context.attempt };
  await startCanary(context, subscription.name, link, product, changeId, causationId, failed);
}
