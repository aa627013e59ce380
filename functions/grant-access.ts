import { dataProductLinked } from '../events/mesh/data-product-linked.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import type { Metadata } from '../events/mesh/metadata.ts';
import { planAccess } from '../shared/access/plan.ts';
import { readAccess } from '../shared/aws/access-state.ts';
import { findDatabase } from '../shared/aws/link-databases.ts';
import { tablesIn } from '../shared/aws/own-databases.ts';
import { listTables } from '../shared/aws/tables.ts';
import { canaryTable, follows, subscriptionNamed } from '../shared/catalog/product.ts';
import { give, ownRoles } from '../shared/runtime/access.ts';
import { startCanary } from '../shared/runtime/canary.ts';
import type { Context } from '../shared/runtime/context.ts';
import { newlyNamed } from '../shared/runtime/delegated.ts';
import { NotYetVisible } from '../shared/runtime/errors.ts';
import { classify, isPermanent } from '../shared/runtime/failure.ts';
import { reportFindings } from '../shared/runtime/findings.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';
import { patiently } from '../shared/runtime/patience.ts';
import { reportFailure } from '../shared/runtime/sync-failed.ts';
import { sameEvent, untilRoom } from '../shared/runtime/until-room.ts';

interface Linked {
  readonly subscription: string;
  readonly link: string;
}

/** Gives every role of the subscription what it needs, then has the reader role prove it by a query. */
export const handler = handle({ on: [dataProductLinked, deadlineReached], from: consumerAccount }, async (event, context) => {
  const { metadata, data } = event.detail;
  if ('wait' in data && data.wait !== 'grant') return;
  const { subscription, link } = data;
  const round = 'round' in data ? data.round : 0;
  await untilRoom(context, { changeId: metadata.changeId, since: Date.parse(metadata.occurredAt), again: sameEvent(event) }, () =>
    patiently(context, metadata, event.id, { wait: 'grant', subscription, link, round }, () =>
      grantAccess(context, metadata, event.id, { subscription, link }),
    ),
  );
});

async function grantAccess(context: Context, metadata: Metadata, causationId: string, { subscription: name, link }: Linked): Promise<void> {
  const subscription = subscriptionNamed(context.mesh, name);
  const { catalogId, database } = metadata.product;
  const tables = await listTables({ catalogId, name: database });
  const mesh = { ...context.mesh, subscriptions: [subscription] };
  const found = await findDatabase(link);
  if (found === undefined) throw new NotYetVisible(`Link ${link}`);
  const roles = ownRoles(context.environment);
  const within = found.target === undefined ? await tablesIn(link) : [];
  const scope = { shared: [{ catalogId, database, tables }], databases: [{ ...found, ours: true, tables: within }], receipts: [] };
  const plan = planAccess(mesh, roles, await readAccess(mesh, roles, scope));
  await reportFindings(context, metadata, causationId, plan.findings);
  await grant(context, metadata, causationId, plan.actions.flatMap((action) => (action.do === 'grant' ? [action.grant] : [])));

  // A table that joins a database by name shows to nobody of ours before an administrator delegates it.
  const unseen = context.mesh.access.delegated && metadata.product.table !== undefined && !tables.includes(metadata.product.table);
  const named = unseen && follows(subscription, metadata.product) ? newlyNamed(context, metadata.product) : undefined;
  if (named !== undefined) await reportFindings(context, metadata, causationId, [named]);

  const table = canaryTable(subscription, metadata.product, tables);
  if (table === undefined) logger.info('nothing to read yet');
  else await startCanary(context, subscription.name, link, { catalogId, database, table }, metadata.changeId, causationId);
}

async function grant(context: Context, metadata: Metadata, causationId: string, grants: Parameters<typeof give>[1]): Promise<void> {
  const refused = await give(context, grants);
  const forGood = refused.filter(({ error }) => isPermanent(classify(error)));
  for (const { error } of forGood) await reportFailure(context, metadata, causationId, error);
  // What may still succeed is tried again with the whole event; what was granted is then there.
  const [worthRetrying] = refused.filter((each) => !forGood.includes(each));
  if (worthRetrying !== undefined) throw worthRetrying.error;
}
