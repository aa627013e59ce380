import { athenaQueryStateChange } from '../events/aws/athena-query-state-change.ts';
import { accessGranted } from '../events/mesh/access-granted.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import type { Finding } from '../shared/access/action.ts';
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
    refused: (ended) => unreadable(context, ended),
  });
});

async function confirm(context: Context, { query, product, changeId, causationId }: Ended): Promise<void> {
  const subscription = subscriptionNamed(context.mesh, query.context.subscription);
  const metadata = following(product, changeId, causationId, context.now());
  const data = { subscription: subscription.name, link: linkName(subscription, product.database), queryExecutionId: query.id };
  await publish(context.environment.busName, [build(accessGranted, { metadata, data })]);
}

/** Only the owner of a location sees whether it is in hybrid access mode: here it shows in a refusal of what was granted. */
function unreadable({ mesh }: Context, { query, product }: Ended): Finding {
  const { hybridAccess, name } = subscriptionNamed(mesh, query.context.subscription);
  const about = `${product.database}.${product.table}`;
  const problem = `the reader of ${name} was granted it and may not read it; query ${query.id} failed at attempt ${query.context.attempt}`;
  const shared = `Check that ${product.catalogId} still shares the table, with the LF-Tags of the subscription, and that its location is registered with Lake Formation.`;
  if (hybridAccess) return { kind: 'NotReadable', about, problem, remedy: shared };
  const remedy = `${shared} Where that location is in hybrid access mode, grants count only for principals that opted in: set hybridAccess: true under ${name} in mesh.yml.`;
  return { kind: 'NotReadable', about, problem, remedy };
}

async function readAgain(context: Context, { query, product, changeId, causationId }: Ended): Promise<void> {
  const subscription = subscriptionNamed(context.mesh, query.context.subscription);
  const link = linkName(subscription, product.database);
  const failed = { queryExecutionId: query.id, attempt: query.context.attempt };
  await startCanary(context, subscription.name, link, product, changeId, causationId, failed);
}
