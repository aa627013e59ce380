import { athenaQueryStateChange } from '../events/aws/athena-query-state-change.ts';
import { dataProfiled } from '../events/mesh/data-profiled.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { build } from '../events/mesh/event.ts';
import { readNewest, releaseVersion, storeNewest, storeProfile } from '../shared/aws/profile-store.ts';
import { readRows } from '../shared/aws/queries.ts';
import { addPart, endWork, readFixedGrid, readWork } from '../shared/aws/work-store.ts';
import { rankProfile } from '../shared/catalog/claim-plan.ts';
import { profileKey } from '../shared/catalog/keys.ts';
import type { WorkDocument } from '../shared/catalog/profile-documents.ts';
import { profileDigest } from '../shared/drift/profile-digest.ts';
import type { Profile } from '../shared/drift/profile.ts';
import { readProfile } from '../shared/drift/read-profile.ts';
import type { Rows } from '../shared/drift/source.ts';
import type { Context } from '../shared/runtime/context.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';
import { partsOf, startAgain, useAnchors } from '../shared/runtime/profiling.ts';
import { publish } from '../shared/runtime/publish.ts';
import { watchQuery, type Ended } from '../shared/runtime/query-watch.ts';
import { following } from '../shared/runtime/sync-failed.ts';

/** Collects the results of a profile's queries; when all are there, keeps the profile and tells whether the data is new. */
export const handler = handle({ on: [athenaQueryStateChange, deadlineReached], from: consumerAccount }, async (event, context) => {
  const { bucket, profileWorkGroup } = context.environment;
  await watchQuery(context, event, {
    wait: 'profile-query',
    workGroup: profileWorkGroup,
    use: (ended) => collect(context, ended),
    again: async (ended) => {
      const work = await readWork(bucket, ended.product, ended.changeId);
      const { attempt, part } = ended.query.context;
      if (work !== undefined)
        await startAgain(context, work, stageOf(ended), part, ended.causationId, { queryExecutionId: ended.query.id, attempt });
    },
    abandon: async (ended) => {
      const work = await readWork(bucket, ended.product, ended.changeId);
      if (work === undefined) return;
      await releaseVersion(bucket, work);
      await endWork(bucket, work);
    },
  });
});

function stageOf({ query }: Ended): 'grid' | 'profile' {
  return query.context.purpose === 'grid' ? 'grid' : 'profile';
}

async function collect(context: Context, ended: Ended): Promise<void> {
  const { bucket } = context.environment;
  const { query, product, changeId, causationId } = ended;
  const work = await readWork(bucket, product, changeId);
  if (work === undefined) {
    logger.info('the profile of this change has ended');
    return;
  }
  const stage = stageOf(ended);
  const mine = { part: query.context.part, queryExecutionId: query.id, outputLocation: query.outputLocation };
  const locations = await addPart(bucket, work, stage, await partsOf(context, work, stage), mine);
  if (locations === undefined) return;
  const results: Rows[] = [];
  for (const location of locations) results.push(await readRows(bucket, location));
  if (stage === 'grid') await useAnchors(context, work, results, causationId);
  else await finish(context, work, results, causationId);
}

async function finish(context: Context, work: WorkDocument, results: readonly Rows[], causationId: string): Promise<void> {
  const { bucket } = context.environment;
  const grid = await readFixedGrid(bucket, work);
  if (grid === undefined) return;
  const profile = readProfile(results, work.columns, grid);
  const { changeId, fingerprint, readAt, product } = work;
  const mine = { changeId, fingerprint, digest: profileDigest(profile), readAt };
  const newest = await readNewest(bucket, product);
  const rank = rankProfile(mine, newest);
  logger.info('profiled', { rank, rows: profile.rows, digest: mine.digest });
  if (rank === 'new') {
    await storeProfile(bucket, { product, ...mine, profile });
    await tell(context, work, profile, mine.digest, causationId);
    // Last: a pointer to a version that nobody was told of would hide it.
    await storeNewest(bucket, product, mine);
  } else {
    // The newest profile stands for this version of the catalog too.
    if (newest !== undefined && rank === 'same data') await storeNewest(bucket, product, { ...newest, fingerprint, readAt });
    await releaseVersion(bucket, work);
  }
  await endWork(bucket, work);
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
