import type {
  AbortMultipartUploadCommandInput,
  AbortMultipartUploadCommandOutput,
  CompleteMultipartUploadCommandInput,
  CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommandInput,
  CreateMultipartUploadCommandOutput,
  ListPartsCommandInput,
  ListPartsCommandOutput,
  UploadPartCommandInput,
  UploadPartCommandOutput,
} from '@aws-sdk/client-s3';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { invalidArgument, invalidPart, malformedXml } from './errors.ts';
import { etagOf, multipartEtag, sameEtag } from './etag.ts';
import { open, putConditionally } from './room.ts';
import { assertServed } from './served.ts';
import type { Room } from './room.ts';

/** Every part but the last (Amazon S3 user guide, "Amazon S3 multipart upload limits"). */
const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;

type UploadInput = Omit<UploadPartCommandInput, 'Body'> & { Body?: Uint8Array };

interface Part {
  readonly etag: string;
  readonly body: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly parts: Map<number, Part>;
}

export function multipartOperations(room: Room) {
  const uploads = new Map<string, Upload>();

  const uploadOf = (input: { Bucket: string | undefined; Key: string | undefined; UploadId: string | undefined }): Upload => {
    const upload = uploads.get(input.UploadId ?? '');
    if (upload?.bucket === input.Bucket && upload?.key === input.Key && upload) return upload;
    const message = 'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
    throw new AwsError('NoSuchUpload', message, 404, { UploadId: input.UploadId });
  };

  return {
    CreateMultipartUpload(input: CreateMultipartUploadCommandInput, call: Call): Output<CreateMultipartUploadCommandOutput> {
      assertServed(input);
      const key = input.Key ?? '';
      const bucket = open(room, call, input.Bucket, 's3:PutObject', key);
      const id = call.cloud.dice.text(64);
      uploads.set(id, { bucket: bucket.name, key, contentType: input.ContentType, metadata: input.Metadata, parts: new Map() });
      return { Bucket: bucket.name, Key: key, UploadId: id };
    },

    UploadPart(input: UploadInput, call: Call): Output<UploadPartCommandOutput> {
      open(room, call, input.Bucket, 's3:PutObject', input.Key);
      const number = input.PartNumber ?? 0;
      if (number < 1 || number > MOST_PARTS)
        throw invalidArgument(`Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`, 'partNumber', String(number));
      const body = (input.Body ?? new Uint8Array()).slice();
      const etag = etagOf(body);
      uploadOf(input).parts.set(number, { etag, body, lastModified: room.store.now() });
      return { ETag: etag };
    },

    CompleteMultipartUpload(input: CompleteMultipartUploadCommandInput, call: Call): Output<CompleteMultipartUploadCommandOutput> {
      const key = input.Key ?? '';
      const bucket = open(room, call, input.Bucket, 's3:PutObject', key);
      const upload = uploadOf(input);
      const parts = chosenParts(upload, input.MultipartUpload?.Parts ?? []);
      const etag = multipartEtag(parts.map((part) => part.etag));
      const body = Buffer.concat(parts.map((part) => part.body));
      putConditionally(room, bucket, key, { body, etag, contentType: upload.contentType, metadata: upload.metadata }, input);
      uploads.delete(input.UploadId ?? '');
      return { Location: `/${bucket.name}/${key}`, Bucket: bucket.name, Key: key, ETag: etag };
    },

    AbortMultipartUpload(input: AbortMultipartUploadCommandInput, call: Call): Output<AbortMultipartUploadCommandOutput> {
      open(room, call, input.Bucket, 's3:AbortMultipartUpload', input.Key);
      uploadOf(input);
      uploads.delete(input.UploadId ?? '');
      return {};
    },

    ListParts(input: ListPartsCommandInput, call: Call): Output<ListPartsCommandOutput> {
      open(room, call, input.Bucket, 's3:ListMultipartUploadParts', input.Key);
      const parts = [...uploadOf(input).parts].sort(([a], [b]) => a - b);
      return {
        Bucket: input.Bucket,
        Key: input.Key,
        UploadId: input.UploadId,
        IsTruncated: false,
        Parts: parts.map(([number, part]) => ({
          PartNumber: number,
          ETag: part.etag,
          Size: part.body.byteLength,
          LastModified: new Date(part.lastModified),
        })),
      };
    },
  };
}

function chosenParts(upload: Upload, wanted: readonly { PartNumber?: number | undefined; ETag?: string | undefined }[]): Part[] {
  if (wanted.length === 0) throw malformedXml();
  if (wanted.some(({ PartNumber: number = 0 }, index) => number <= (wanted[index - 1]?.PartNumber ?? 0))) {
    throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.');
  }
  return wanted.map(({ PartNumber: number = 0, ETag: etag = '' }, index) => {
    const part = upload.parts.get(number);
    if (!part || !sameEtag(part.etag, etag)) {
      throw invalidPart();
    }
    if (index < wanted.length - 1 && part.body.byteLength < SMALLEST_PART) {
      throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed object size.', 400, {
        PartNumber: String(number),
      });
    }
    return part;
  });
}
