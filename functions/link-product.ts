import { dataProductChanged } from '../events/mesh/data-product-changed.ts';
import { dataProductLinked } from '../events/mesh/data-product-linked.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import type { Metadata } from '../events/mesh/metadata.ts';
import { planLinks, wantedLinks } from '../shared/access/links.ts';
import type { SharedDatabase } from '../shared/access/state.ts';
import { shareLink } from '../shared/aws/delegations.ts';
import { assertShared } from '../shared/aws/link-databases.ts';
import { findLinks } from '../shared/aws/own-databases.ts';
import { listTables } from '../shared/aws/tables.ts';
import { namesTables, subscriptionsOf } from '../shared/catalog/product.ts';
import type { Subscription } from '../shared/mesh/mesh.ts';
import { linkName } from '../shared/mesh/names.ts';
import type { Context } from '../shared/runtime/context.ts';
import { newlyNamed, NotDelegated, teamOf } from '../shared/runtime/delegated.ts';
import { NotShared, NotYetVisible, Refused } from '../shared/runtime/errors.ts';
import { reportFindings } from '../shared/runtime/findings.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { isCreation, make } from '../shared/runtime/linking.ts';
import { patiently } from '../shared/runtime/patience.ts';
import { publish } from '../shared/runtime/publish.ts';
import { following, reporting } from '../shared/runtime/sync-failed.ts';

/** Makes sure that every subscription of the product has its link. */
export const handler = handle({ on: [dataProductChanged, deadlineReached], from: consumerAccount }, async (event, context) => {
  const { metadata, data } = event.detail;
  if ('wait' in data && data.wait !== 'share') return;
  const round = 'round' in data ? data.round : 0;
  await patiently(context, metadata, event.id, { wait: 'share', round }, () => linkAll(context, metadata, event.id, round));
});

async function linkAll(context: Context, { product, changeId }: Metadata, causationId: string, round: number): Promise<void> {
  const { catalogId, database } = product;
  await assertSeen(context, { product, changeId }, causationId, round);
  const subscriptions = subscriptionsOf(context.mesh, product);
  const tables = subscriptions.some(namesTables) ? await listTables({ catalogId, name: database }) : [];
  for (const subscription of subscriptions) {
    const link = linkName(subscription, database);
    await reporting(context, { product, changeId }, causationId, async () => {
      await ensureLink(context, subscription, { catalogId, database, tables });
      if (context.mesh.access.delegated) await shareLink(link, teamOf(context.environment));
      const metadata = following(product, changeId, causationId, context.now());
      await publish(context.environment.busName, [build(dataProductLinked, { metadata, data: { subscription: subscription.name, link } })]);
    });
  }
  const { table } = product;
  // Its share may come minutes after it: without another look its link and grants would wait for the next reconcile.
  const isAwaited = table !== undefined && !tables.includes(table) && subscriptions.some(namesTables);
  if (isAwaited) throw new NotShared(`Table ${table} of ${database}`);
}

/** Throws NotYetVisible unless this account sees it. What only an administrator can make visible is told at the first look. */
async function assertSeen(context: Context, subject: Pick<Metadata, 'product' | 'changeId'>, causationId: string, round: number): Promise<void> {
  const { product } = subject;
  try {
    await assertShared(product);
  } catch (error) {
    if (!context.mesh.access.delegated || !(error instanceof NotYetVisible)) throw error;
    const named = newlyNamed(context, product);
    if (named !== undefined && round === 0) await reportFindings(context, subject, causationId, [named]);
    throw new NotDelegated(context, product, error);
  }
}

async function ensureLink(context: Context, subscription: Subscription, target: SharedDatabase, again = true): Promise<void> {
  const mesh = { ...context.mesh, subscriptions: [subscription] };
  const wanted = wantedLinks(mesh, [target]);
  const existing = await findLinks(mesh, context.environment.stage, wanted.map(({ name }) => name));
  const plan = planLinks(wanted, existing);
  // A single table's name that is taken holds up no other: grant-access tells it.
  const refusal = plan.findings.find(({ about }) => plan.refused.has(about));
  if (refusal !== undefined) throw new Refused(refusal.problem, refusal.remedy);
  let isMade = true;
  for (const action of plan.actions.filter(isCreation)) isMade = (await make(context, action)) && isMade;
  if (isMade) return;
  // Somebody was faster: what stands there now decides.
  if (!again) throw new Refused(`The name ${linkName(subscription, target.database)} was taken meanwhile`, 'Choose another `link` in mesh.yml.');
  await ensureLink(context, subscription, target, false);
}
