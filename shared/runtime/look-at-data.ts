import { dataAged } from '../../events/mesh/data-aged.ts';
import { dataProfiled } from '../../events/mesh/data-profiled.ts';
import { build } from '../../events/mesh/event.ts';
import type { TableProduct } from '../../events/mesh/metadata.ts';
import { readProfile, storeNewest, storeProfile } from '../aws/profile-store.ts';
import { scheduleOnce } from '../aws/schedules.ts';
import { lookId, nextLook } from '../catalog/data-age.ts';
import { profileKey } from '../catalog/keys.ts';
import type { NewestDocument } from '../catalog/profile-documents.ts';
import type { Context } from './context.ts';
import { publish } from './publish.ts';
import { following } from './sync-failed.ts';

export interface Through {
  readonly subscription: string;
  readonly link: string;
}

/** Has somebody look at the data when the newest profile, or the data, will be as old as a subscription allows. */
export async function lookLater(context: Context, product: TableProduct, { subscription, link }: Through, newest: NewestDocument, causationId: string): Promise<void> {
  const at = nextLook(context.mesh, product, newest, context.now());
  if (at === undefined) return;
  const changeId = lookId(product, at);
  const event = build(dataAged, { metadata: following(product, changeId, causationId, at), data: { subscription, link } });
  await scheduleOnce(context.environment, `look-${changeId}`, at, event);
}

/** Has the newest profile judged again under the look's change id: the data is the same, but older. */
export async function judgeAgain(
  context: Context,
  { product, changeId }: { readonly product: TableProduct; readonly changeId: string },
  { subscription, link }: Through,
  newest: NewestDocument,
  causationId: string,
): Promise<void> {
  const { bucket, busName } = context.environment;
  const current = await readProfile(bucket, product, newest.changeId);
  if (current === undefined) return;
  const mine = { ...newest, changeId, countedBy: newest.countedBy ?? newest.changeId, readAt: context.now() };
  await storeProfile(bucket, { ...current, changeId, readAt: mine.readAt });
  const metadata = following(product, changeId, causationId, context.now());
  const data = { subscription, link, rows: current.profile.rows, digest: current.digest, profileUri: `s3://${bucket}/${profileKey(product, changeId)}` };
  await publish(busName, [build(dataProfiled, { metadata, data })]);
  await storeNewest(bucket, product, mine);
  await lookLater(context, product, { subscription, link }, mine, causationId);
}
