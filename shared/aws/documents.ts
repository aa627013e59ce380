import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod/mini';
import { toJson } from '../drift/json.ts';
import { Refused } from '../runtime/errors.ts';
import { hasCode } from '../runtime/failure.ts';
import { counted } from './counted.ts';

const s3 = counted(new S3Client({}));

export interface Stored<T> {
  readonly value: T;
  /** Identifies exactly what was read. */
  readonly etag: string;
}

/** The document at `key`; undefined when there is none. Throws Refused when it does not follow the schema. */
export async function readDocument<T>(bucket: string, key: string, schema: z.ZodMiniType<T>): Promise<Stored<T> | undefined> {
  const found = await readObject(bucket, key);
  if (found === undefined) return undefined;
  const result = schema.safeParse(json(found.body));
  if (!result.success)
    throw new Refused(
      `s3://${bucket}/${key} is not what meshloop writes there`,
      'Restore the document, or delete it so that it is made again.',
    );
  return { value: result.data, etag: found.etag };
}

/** The text of an object; undefined when there is none. */
export async function readObject(bucket: string, key: string): Promise<{ readonly body: string; readonly etag: string } | undefined> {
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { body: (await Body?.transformToString()) ?? '', etag: ETag };
  } catch (error) {
    if (hasCode(error, 'NoSuchKey', 'NotFound')) return undefined;
    throw error;
  }
}

/** Writes the document unless there is one. Returns whether it was written. */
export async function createDocument(bucket: string, key: string, value: unknown): Promise<boolean> {
  return put(bucket, key, value, { IfNoneMatch: '*' });
}

/** Writes a text that is no JSON unless there is one. Returns whether it was written. */
export async function createText(bucket: string, key: string, text: string, contentType: string): Promise<boolean> {
  return putText(bucket, key, { Body: text, ContentType: contentType }, { IfNoneMatch: '*' });
}

/** Replaces exactly the document that was read. Returns whether it was still the same. */
export async function replaceDocument(bucket: string, key: string, value: unknown, etag: string): Promise<boolean> {
  return put(bucket, key, value, { IfMatch: etag });
}

/** Every key under a prefix. */
export async function listKeys(bucket: string, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}

/** Deletes the document; one that is not there is as good. */
export async function deleteDocument(bucket: string, key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}

/** A write that meets another one is answered with 409 and may be sent again (S3 user guide, "Conditional writes"). */
const triesOnConflict = 3;

async function put(bucket: string, key: string, value: unknown, condition: Condition): Promise<boolean> {
  return putText(bucket, key, { Body: toJson(value, 0), ContentType: 'application/json' }, condition);
}

type Condition = { IfNoneMatch: string } | { IfMatch: string };

async function putText(
  bucket: string,
  key: string,
  content: { readonly Body: string; readonly ContentType: string },
  condition: Condition,
  tries = triesOnConflict,
): Promise<boolean> {
  try {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...content, ...condition }));
    return true;
  } catch (error) {
    // A replaced or deleted document no longer matches.
    if (hasCode(error, 'PreconditionFailed') || ('IfMatch' in condition && hasCode(error, 'NoSuchKey'))) return false;
    if (hasCode(error, 'ConditionalRequestConflict') && tries > 1) return putText(bucket, key, content, condition, tries - 1);
    throw error;
  }
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON is not what the schema wants either: the caller reports both alike.
    return undefined;
  }
}
