import { catalogRefreshed } from '../events/mesh/catalog-refreshed.ts';
import { dataAged } from '../events/mesh/data-aged.ts';
import type { TableProduct } from '../events/mesh/metadata.ts';
import { assertLinked } from '../shared/aws/link-databases.ts';
import { claimVersion, readNewest, releaseVersion } from '../shared/aws/profile-store.ts';
import { readTags } from '../shared/aws/lf-tags.ts';
import { assumeReader, type Credentials } from '../shared/aws/reader.ts';
import { readTableVersion } from '../shared/aws/tables.ts';
import { beginWork, readWork } from '../shared/aws/work-store.ts';
import { planAge } from '../shared/catalog/data-age.ts';
import { privacyOf, privateColumns } from '../shared/catalog/privacy.ts';
import { modelsOf, subscriptionNamed } from '../shared/catalog/product.ts';
import type { WorkDocument } from '../shared/catalog/profile-documents.ts';
import { windowEndOf } from '../shared/catalog/settle-window.ts';
import { changedAt, fingerprint, partitionPrint, tablePrint, type TableVersion } from '../shared/catalog/table-version.ts';
import type { Context } from '../shared/runtime/context.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';
import { judgeAgain, lookLater, type Through } from '../shared/runtime/look-at-data.ts';
import { startProfiling } from '../shared/runtime/profiling.ts';
import { sameEvent, untilRoom } from '../shared/runtime/until-room.ts';

/** Starts to profile a version of the data that no change has profiled yet, where a model is trained on it. */
export const handler = handle({ on: [catalogRefreshed, dataAged], from: consumerAccount }, async (event, context) => {
  const { metadata, data } = event.detail;
  const { product, changeId } = metadata;
  if (modelsOf(context.mesh, product).length === 0) {
    logger.info('no model is trained on it');
    return;
  }
  const { bucket } = context.environment;
  const change = { product, changeId, causationId: event.id, isLook: event['detail-type'] === dataAged.detailType };
  await untilRoom(context, { changeId, since: Date.parse(metadata.occurredAt), again: sameEvent(event) }, async () => {
    const work = (await readWork(bucket, product, changeId)) ?? (await claimWork(context, change, data));
    if (work !== undefined) await startProfiling(context, work, event.id);
  });
});

interface Change {
  readonly product: TableProduct;
  readonly changeId: string;
  readonly causationId: string;
  /** Nobody told of a change: the data or its profile has grown old. */
  readonly isLook: boolean;
}

async function claimWork(context: Context, change: Change, { subscription, link }: Through): Promise<WorkDocument | undefined> {
  const { bucket } = context.environment;
  const { product, changeId } = change;
  const newest = await readNewest(bucket, product);
  // An event that comes again after all is done may meet a version that is newer than the change, and has a change of its own.
  if (newest !== undefined && newest.readAt >= windowEndOf(changeId)) {
    logger.info('the data was profiled after this change');
    return undefined;
  }
  const readAt = context.now();
  const reader = await assumeReader(context.environment, subscription, changeId);
  await assertLinked(subscriptionNamed(context.mesh, subscription), link, product, reader);
  const version = await readTableVersion(link, product.table, reader);
  const print = fingerprint(version);
  const plan = change.isLook && newest !== undefined ? planAge(context.mesh, product, newest, readAt) : 'wait';
  if (newest?.fingerprint === print && plan !== 'count again') {
    logger.info('this version has a profile', { plan });
    if (plan === 'judge again') await judgeAgain(context, change, { subscription, link }, newest, change.causationId);
    else await lookLater(context, product, { subscription, link }, newest, change.causationId);
    return undefined;
  }
  const facts = { product, changeId, subscription, link, fingerprint: print, readAt };
  const mine = { ...(await workOf(context, facts, version, reader)), recount: plan === 'count again' };
  if (!(await claimVersion(bucket, product, print, changeId, readAt))) {
    logger.info('another change profiles this version');
    return undefined;
  }
  const work = await beginWork(bucket, mine);
  // The same change read another version a moment before: that one is profiled, and this one stays free for its own change.
  if (work.fingerprint !== print) await releaseVersion(bucket, mine);
  return work;
}

type Facts = Pick<WorkDocument, 'product' | 'changeId' | 'subscription' | 'link' | 'fingerprint' | 'readAt'>;

async function workOf(context: Context, facts: Facts, version: TableVersion, reader: Credentials): Promise<WorkDocument> {
  const { columns, partitionKeys, partitions, versionId, location, metadataLocation, snapshotId } = version;
  const privacy = privacyOf(context.mesh, facts.product);
  const tagged = await readTags(facts.product, privacy.lfTags, reader);
  const names = [...columns, ...partitionKeys].map(({ name }) => name);
  const hidden = privateColumns(names, privacy, tagged);
  // The values of a private partition key are in no document: such a table is counted as a whole.
  const isPartitioned = !partitionKeys.some(({ name }) => hidden.includes(name));
  return {
    ...facts,
    columns: [...columns],
    partitionKeys: [...partitionKeys],
    partitions: isPartitioned ? partitions.map((partition) => ({ values: [...partition.values], print: partitionPrint(partition) })) : [],
    table: tablePrint(version),
    source: { versionId, location, metadataLocation, snapshotId, changedAt: changedAt(version), partitions: partitions.length },
    private: [...hidden],
    minimumCount: privacy.minimumCount,
    recount: false,
    multivariate: modelsOf(context.mesh, facts.product).some(({ subscription }) => subscription.drift.multivariate),
  };
}
