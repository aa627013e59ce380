import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createDocument, listKeys, readDocument, replaceDocument } from '../../../shared/aws/documents.ts';
import { awsError } from '../../functions/support.ts';

const s3 = mockClient(S3Client);
beforeEach(() => s3.reset());

const schema = z.object({ a: z.number() });
/** As much of a stored object as is read. */
const body = (text: string) => ({ Body: { transformToString: async () => text }, ETag: '"1"' }) as never;

describe('a document', () => {
  test('is written only where there is none', async () => {
    s3.on(PutObjectCommand).resolvesOnce({}).rejects(awsError('PreconditionFailed'));

    expect(await createDocument('b', 'k', { a: 1 })).toBe(true);
    expect(await createDocument('b', 'k', { a: 1 })).toBe(false);
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({ IfNoneMatch: '*', Body: '{"a":1}' });
  });

  test.each(['PreconditionFailed', 'NoSuchKey'])('is replaced only where it is what was read (%s)', async (name) => {
    s3.on(PutObjectCommand).rejects(awsError(name));

    expect(await replaceDocument('b', 'k', { a: 2 }, '"1"')).toBe(false);
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({ IfMatch: '"1"' });
  });

  test('is written again at once when two writes met, and not for ever', async () => {
    s3.on(PutObjectCommand).rejectsOnce(awsError('ConditionalRequestConflict')).resolves({});
    expect(await createDocument('b', 'k', {})).toBe(true);

    s3.reset();
    s3.on(PutObjectCommand).rejects(awsError('ConditionalRequestConflict'));
    await expect(createDocument('b', 'k', {})).rejects.toThrow('ConditionalRequestConflict');
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(3);
  });

  test('that is not there is none; one that is not ours is refused', async () => {
    s3.on(GetObjectCommand)
      .rejectsOnce(awsError('NoSuchKey'))
      .resolvesOnce(body('{"a":1}'))
      .resolvesOnce(body('{"a":"1"}'))
      .resolves(body('not json'));

    expect(await readDocument('b', 'k', schema)).toBeUndefined();
    expect(await readDocument('b', 'k', schema)).toEqual({ value: { a: 1 }, etag: '"1"' });
    await expect(readDocument('b', 'k', schema)).rejects.toMatchObject({ name: 'Refused' });
    await expect(readDocument('b', 'k', schema)).rejects.toMatchObject({ name: 'Refused' });
  });

  test('that may not be read is an error, not none', async () => {
    s3.on(GetObjectCommand).rejects(awsError('AccessDenied'));

    await expect(readDocument('b', 'k', schema)).rejects.toThrow('AccessDenied');
  });
});

test('keys are listed to the last page', async () => {
  s3.on(ListObjectsV2Command)
    .resolvesOnce({ Contents: [{ Key: 'a' }], NextContinuationToken: 't' })
    .resolves({ Contents: [{ Key: 'b' }] });

  expect(await listKeys('b', 'p/')).toEqual(['a', 'b']);
});
