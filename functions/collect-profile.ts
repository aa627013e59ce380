import { athenaQueryStateChange } from '../events/aws/athena-query-state-change.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { releaseVersion } from '../shared/aws/profile-store.ts';
import { readRows } from '../shared/aws/queries.ts';
import { addPart, endWork, readWork } from '../shared/aws/work-store.ts';
import type { Rows } from '../shared/drift/source.ts';
import type { Context } from '../shared/runtime/context.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { finishProfile } from '../shared/runtime/finish-profile.ts';
import { logger } from '../shared/runtime/log.ts';
import { partsOf, startAgain, useAnchors } from '../shared/runtime/profiling.ts';
import { watchQuery, type Ended } from '../shared/runtime/query-watch.ts';

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
  else await finishProfile(context, work, results, causationId);
}
