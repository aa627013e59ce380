import { dataProfiled } from '../../events/mesh/data-profiled.ts';
import { build } from '../../events/mesh/event.ts';
import { readMomentAnchors } from '../aws/moment-anchors.ts';
import { storePartitions } from '../aws/partition-store.ts';
import { readNewest, releaseVersion, storeNewest, storeProfile } from '../aws/profile-store.ts';
import { endWork, type Fixed } from '../aws/work-store.ts';
import { rankProfile } from '../catalog/claim-plan.ts';
import { profileKey } from '../catalog/keys.ts';
import type { ProfiledVersion, WorkDocument } from '../catalog/profile-documents.ts';
import { readMoments } from '../drift/moments.ts';
import { profileDigest } from '../drift/profile-digest.ts';
import type { Profile } from '../drift/profile.ts';
import { readProfile } from '../drift/read-profile.ts';
import type { Rows } from '../drift/source.ts';
import type { Context } from './context.ts';
import { logger } from './log.ts';
import { lookLater } from './look-at-data.ts';
import { startMoments } from './profile-stages.ts';
import { publish } from './publish.ts';
import { sumPartitions } from './sum-partitions.ts';
import { following } from './sync-failed.ts';

/**
 * Keeps the profile that the results of the work's queries make, and tells of it where the data is new. `moments`: the result of the
 * moments query; without it the query is started first, where it is wanted.
 */
export async function finishProfile(context: Context, work: WorkDocument, fixed: Fixed, results: readonly Rows[], causationId: string, moments?: Rows): Promise<void> {
  const { bucket } = context.environment;
  const profile = await profileFrom(bucket, work, fixed, results);
  if (work.multivariate && moments === undefined && (await startMoments(context, work, profile, causationId))) return;
  const { changeId, fingerprint, readAt, product, source } = work;
  const mine = { changeId, fingerprint, digest: profileDigest(profile), readAt, changedAt: source.changedAt };
  const newest = await readNewest(bucket, product);
  const rank = rankProfile(mine, newest);
  logger.info('profiled', { rank, rows: profile.rows, digest: mine.digest });
  if (rank === 'new') {
    await storeProfile(bucket, { product, changeId, fingerprint, digest: mine.digest, readAt, source, ...(await momentsFrom(bucket, work, moments)), profile });
    await tell(context, work, profile, mine.digest, causationId);
    // Last: a pointer to a version that nobody was told of would hide it.
    await storeNewest(bucket, product, mine);
  } else {
    // The newest profile stands for this version of the catalog too.
    if (newest !== undefined && rank === 'same data') await storeNewest(bucket, product, { ...newest, fingerprint, readAt, changedAt: source.changedAt, countedBy: changeId });
    await releaseVersion(bucket, work);
  }
  if (rank !== 'older') await lookLater(context, product, work, mine, causationId);
  await endWork(bucket, work);
}

async function momentsFrom(bucket: string, work: WorkDocument, rows: Rows = []): Promise<Pick<ProfiledVersion, 'moments'>> {
  if (rows.length === 0) return {};
  const anchors = await readMomentAnchors(bucket, work);
  const chunks = readMoments(rows, anchors.length);
  return { moments: { anchors: [...anchors], chunks: chunks.map(({ rows: n, sums, products }) => ({ rows: n, sums: [...sums], products: products.map((row) => [...row]) })) } };
}

async function profileFrom(bucket: string, work: WorkDocument, { grid, plan }: Fixed, results: readonly Rows[]): Promise<Profile> {
  if (plan?.kind === 'parts') return sumPartitions(bucket, work, plan, grid, results);
  if (plan?.kind === 'together') {
    const { table, counting, partitions } = plan;
    await storePartitions(bucket, work.product, { version: 1, changeId: work.changeId, table, counting, partitions });
  }
  return readProfile(results, work.columns, grid, work.minimumCount);
}

async function tell(
  context: Context,
  { product, changeId, subscription, link }: WorkDocument,
  profile: Profile,
  digest: string,
  causationId: string,
): Promise<void> {
  const { bucket, busName } = context.environment;
  const metadata = following(product, changeId, causationId, context.now());
  const data = { subscription, link, rows: profile.rows, digest, profileUri: `s3://${bucket}/${profileKey(product, changeId)}` };
  await publish(busName, [build(dataProfiled, { metadata, data })]);
}
