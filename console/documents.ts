import { GetObjectCommand, NoSuchKey, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod/mini';
import { bucketOf, type Place } from './place.ts';

export interface Found {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** The keys of the stack's bucket under a prefix. */
export async function listDocuments(place: Place, Prefix: string): Promise<readonly Found[]> {
  const client = new S3Client(await place.asAdministrator());
  const found: Found[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucketOf(place), Prefix })) {
    for (const { Key, LastModified } of page.Contents ?? []) if (Key !== undefined) found.push({ key: Key, writtenAt: LastModified?.getTime() ?? 0 });
  }
  return found;
}

/** The text of a document of the stack's bucket; undefined when there is none. */
export async function readText(place: Place, Key: string): Promise<string | undefined> {
  try {
    const { Body } = await new S3Client(await place.asAdministrator()).send(new GetObjectCommand({ Bucket: bucketOf(place), Key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** The document, parsed; undefined when there is none. Throws where it does not follow the schema. */
export async function readDocument<S extends z.ZodMiniType>(place: Place, key: string, schema: S): Promise<z.output<S> | undefined> {
  const text = await readText(place, key);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}
