import { athenaQueryStateChange } from '../events/aws/athena-query-state-change.ts';
import { deadlineReached } from '../events/mesh/deadline-reached.ts';
import { releaseVersion } from '../shared/aws/profile-store.ts';
import { readRows } from '../shared/aws/queries.ts';
import { addPart, clearWork, endWork, readFixed, readParts, readWork, type Fixed } from '../shared/aws/work-store.ts';
import type { WorkDocument } from '../shared/catalog/profile-documents.ts';
import type { Rows } from '../shared/drift/source.ts';
import type { Context } from '../shared/runtime/context.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { Gone } from '../shared/runtime/errors.ts';
import { finishProfile } from '../shared/runtime/finish-profile.ts';
import { logger } from '../shared/runtime/log.ts';
import { partsOf, startAgain, type Stage } from '../shared/runtime/profile-stages.ts';
import { useAnchors } from '../shared/runtime/profiling.ts';
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
      if (work === undefined) {
        await clearWork(bucket, ended.product, ended.changeId);
        return;
      }
      // The counts are there: a profile without moments is better than none.
      if (stageOf(ended) === 'moments') {
        const fixed = await readFixed(bucket, work);
        await finishProfile(context, work, fixed, await countsOf(context, work, fixed), ended.causationId, []);
        return;
      }
      await releaseVersion(bucket, work);
      await endWork(bucket, work);
    },
  });
});

function stageOf({ query: { context } }: Ended): Stage {
  return context.purpose === 'access' ? 'profile' : context.purpose;
}

async function collect(context: Context, ended: Ended): Promise<void> {
  const { bucket } = context.environment;
  const { query, product, changeId, causationId } = ended;
  const work = await readWork(bucket, product, changeId);
  if (work === undefined) {
    logger.info('the profile of this change has ended');
    await clearWork(bucket, product, changeId);
    return;
  }
  const stage = stageOf(ended);
  const mine = { part: query.context.part, queryExecutionId: query.id, outputLocation: query.outputLocation };
  const fixed = stage === 'grid' ? undefined : await readFixed(bucket, work);
  const locations = await addPart(bucket, work, stage, await partsOf(context, work, stage, fixed), mine);
  if (locations === undefined) return;
  const results = await rowsAt(bucket, locations);
  if (fixed === undefined) await useAnchors(context, work, results, causationId);
  else if (stage === 'profile') await finishProfile(context, work, fixed, results, causationId);
  else await finishProfile(context, work, fixed, await countsOf(context, work, fixed), causationId, results[0]);
}

/** The results of the queries that counted, which ended before. */
async function countsOf(context: Context, work: WorkDocument, fixed: Fixed): Promise<readonly Rows[]> {
  const { bucket } = context.environment;
  const locations = await readParts(bucket, work, 'profile', await partsOf(context, work, 'profile', fixed));
  if (locations === undefined) throw new Gone('The results of the queries that counted are not in the bucket', 'Nothing: the next change is profiled anew.');
  return rowsAt(bucket, locations);
}

async function rowsAt(bucket: string, locations: readonly string[]): Promise<readonly Rows[]> {
  const results: Rows[] = [];
  for (const location of locations) results.push(await readRows(bucket, location));
  return results;
}
