import { randomUUID } from 'node:crypto';
import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { build } from '../../events/mesh/event.ts';
import { retrainingOrdered } from '../../events/mesh/retraining.ts';
import { currentKey, doneKey, newestKey } from '../../shared/catalog/keys.ts';
import { newestDocument } from '../../shared/catalog/profile-documents.ts';
import type { Mesh, Model, Subscription } from '../../shared/mesh/mesh.ts';
import { admit } from '../../shared/retraining/admission.ts';
import { orderedRequestId } from '../../shared/retraining/decide.ts';
import { currentDocument, doneDocument, type Current, type Done } from '../../shared/retraining/run-documents.ts';
import type * as z from 'zod/mini';
import { UsageError } from '../where.ts';

export interface Ordered {
  readonly model: Model;
  readonly subscription: Subscription;
}

/** The model that `<subscription>/<model>` or a name means. Throws UsageError. */
export function modelOf(mesh: Mesh, named: string): Ordered {
  const models = mesh.subscriptions.flatMap((subscription) => subscription.models.map((model) => ({ model, subscription })));
  const found = models.find(({ model, subscription }) => named === model.name || named === `${subscription.name}/${model.name}`);
  if (found !== undefined) return found;
  const known = models.map(({ model, subscription }) => `${subscription.name}/${model.name}`);
  throw new UsageError(`mesh.yml has no model ${named}. It has: ${known.join(', ') || 'none'}.`);
}

/** What an order would lead to now, in sentences for a person. Undefined while there is no data to train on. */
export async function expectation(s3: S3Client, bucket: string, mesh: Mesh, { model, subscription }: Ordered, now: number): Promise<readonly string[] | undefined> {
  const product = { catalogId: mesh.central.account, database: subscription.database, table: model.table };
  const newest = await read(s3, bucket, newestKey(product), newestDocument);
  if (newest === undefined) return undefined;
  const current = await read(s3, bucket, currentKey(model.name), currentDocument);
  const hold = admit(model.retraining, current?.starts ?? [], now);
  return [
    `${model.name} is trained by the pipeline ${model.pipeline} on ${product.database}.${product.table} as it was read at ${new Date(newest.readAt).toISOString()}.`,
    when(current, hold),
  ];
}

function when(current: Current | undefined, hold: ReturnType<typeof admit>): string {
  if (current?.run) return `A run is under way${current.run.executionArn === undefined ? '' : ` (${current.run.executionArn})`}: this one begins when that has ended.`;
  if (hold !== undefined) return `It is held back (${hold.why}) until ${new Date(hold.until).toISOString()}.`;
  return 'It begins at once.';
}

/** Puts the order on the mesh bus. Returns the id of the request that it becomes. */
export async function putOrder(events: EventBridgeClient, busName: string, mesh: Mesh, { model, subscription }: Ordered, why: string, now: number): Promise<string> {
  const orderId = randomUUID();
  const product = { catalogId: mesh.central.account, database: subscription.database, table: model.table };
  const metadata = { product, changeId: `order-${orderId}`, causationId: 'npm run retrain', occurredAt: new Date(now).toISOString(), schemaVersion: 1 as const };
  const { source, detailType, detail } = build(retrainingOrdered, { metadata, data: { model: model.name, orderId, why } });
  const put = await events.send(new PutEventsCommand({ Entries: [{ EventBusName: busName, Source: source, DetailType: detailType, Detail: detail }] }));
  const [entry] = put.Entries ?? [];
  if ((put.FailedEntryCount ?? 0) > 0) throw new Error(`The order was not accepted: ${entry?.ErrorCode ?? ''} ${entry?.ErrorMessage ?? ''}`);
  return orderedRequestId(model.name, orderId);
}

/** Where an order stands: what became of it, or what the model does now. */
export async function standing(s3: S3Client, bucket: string, model: string, requestId: string): Promise<{ readonly done?: Done; readonly says: string }> {
  const done = await read(s3, bucket, doneKey(model, requestId), doneDocument);
  if (done !== undefined) return { done, says: done.status };
  const { run, held } = (await read(s3, bucket, currentKey(model), currentDocument)) ?? { run: null };
  if (run?.requestId === requestId) return { says: run.executionArn === undefined ? 'starting' : `running ${run.executionArn}` };
  if (run) return { says: 'waits for another run' };
  return { says: held?.requestId === requestId ? `held back (${held.why}) until ${new Date(held.until).toISOString()}` : 'on its way' };
}

async function read<T>(s3: S3Client, bucket: string, key: string, schema: z.ZodMiniType<T>): Promise<T | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return schema.parse(JSON.parse((await Body?.transformToString()) ?? 'null'));
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
