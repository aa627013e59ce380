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
import { shownEncryption } from './bucket.ts';
import { algorithmNamed, badDigest, checksumOf, combinedChecksum, DEFAULT_ALGORITHM, givenChecksum, namedChecksum, shownChecksum } from './checksum.ts';
import type { Algorithm, Checksum, ChecksumMembers, ChecksumType } from './checksum.ts';
import { invalidArgument, invalidPart, invalidRequest, malformedXml } from './errors.ts';
import { etagOf, multipartEtag, sameEtag } from './etag.ts';
import { open, putConditionally } from './room.ts';
import { assertServed } from './served.ts';
import type { Room } from './room.ts';

/** Every part but the last (Amazon S3 user guide, "Amazon S3 multipart upload limits"). */
const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;
/** The most that one answer names (Amazon S3 API reference, ListParts: MaxParts). */
const MOST_LISTED = 1000;
/** Only a CRC of the whole can be worked out from those of the parts (Amazon S3 user guide, "Checking object integrity in Amazon S3"). */
const FULL_OBJECT_CAPABLE: readonly Algorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME'];

type UploadInput = Omit<UploadPartCommandInput, 'Body'> & { Body?: Uint8Array };

interface Part {
  readonly etag: string;
  readonly checksum: Checksum;
  readonly body: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** How an upload's object gets its checksum. */
interface Checking {
  readonly algorithm: Algorithm;
  readonly type: ChecksumType;
  /** Whether the request asked for it: the parts then have to bring theirs. */
  readonly asked: boolean;
}

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly checking: Checking;
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
      const checking = checkingOf(input);
      uploads.set(id, { bucket: bucket.name, key, contentType: input.ContentType, metadata: input.Metadata, checking, parts: new Map() });
      const { algorithm: ChecksumAlgorithm, type: ChecksumType, asked } = checking;
      return { Bucket: bucket.name, Key: key, UploadId: id, ...shownEncryption(bucket), ...(asked ? { ChecksumAlgorithm, ChecksumType } : {}) };
    },

    async UploadPart(input: UploadInput, call: Call): Promise<Output<UploadPartCommandOutput>> {
      const bucket = open(room, call, input.Bucket, 's3:PutObject', input.Key);
      const number = input.PartNumber ?? 0;
      if (number < 1 || number > MOST_PARTS)
        throw invalidArgument(`Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`, 'partNumber', String(number));
      const body = (input.Body ?? new Uint8Array()).slice();
      const etag = etagOf(body);
      const checksum = await checksumOfPart(uploadOf(input).checking, input, body);
      uploadOf(input).parts.set(number, { etag, checksum, body, lastModified: room.store.now() });
      const { ChecksumType: _type, ...shown } = shownChecksum(checksum);
      return { ETag: etag, ...shownEncryption(bucket), ...shown };
    },

    async CompleteMultipartUpload(input: CompleteMultipartUploadCommandInput, call: Call): Promise<Output<CompleteMultipartUploadCommandOutput>> {
      const key = input.Key ?? '';
      const bucket = open(room, call, input.Bucket, 's3:PutObject', key);
      const upload = uploadOf(input);
      const parts = chosenParts(upload, input.MultipartUpload?.Parts ?? []);
      const etag = multipartEtag(parts.map((part) => part.etag));
      const body = Buffer.concat(parts.map((part) => part.body));
      const { algorithm, type } = upload.checking;
      const checksum = await combinedChecksum(algorithm, type, parts.map((part) => part.checksum), body);
      assertWhole(input, upload.checking, checksum, body.byteLength);
      // Another request may have completed or aborted it meanwhile.
      uploadOf(input);
      putConditionally(room, bucket, key, { body, etag, checksum, contentType: upload.contentType, metadata: upload.metadata }, input);
      uploads.delete(input.UploadId ?? '');
      return { Location: `/${bucket.name}/${key}`, Bucket: bucket.name, Key: key, ETag: etag, ...shownEncryption(bucket), ...shownChecksum(checksum) };
    },

    AbortMultipartUpload(input: AbortMultipartUploadCommandInput, call: Call): Output<AbortMultipartUploadCommandOutput> {
      open(room, call, input.Bucket, 's3:AbortMultipartUpload', input.Key);
      uploadOf(input);
      uploads.delete(input.UploadId ?? '');
      return {};
    },

    ListParts(input: ListPartsCommandInput, call: Call): Output<ListPartsCommandOutput> {
      open(room, call, input.Bucket, 's3:ListMultipartUploadParts', input.Key);
      const upload = uploadOf(input);
      const { algorithm: ChecksumAlgorithm, type: ChecksumType, asked } = upload.checking;
      const limit = partsIn('max-parts', input.MaxParts) ?? MOST_LISTED;
      const after = partsIn('part-number-marker', input.PartNumberMarker) ?? 0;
      const following = [...upload.parts].sort(([a], [b]) => a - b).filter(([number]) => number > after);
      const parts = following.slice(0, Math.min(limit, MOST_LISTED));
      const last = parts.at(-1)?.[0] ?? 0;
      return {
        Bucket: input.Bucket,
        Key: input.Key,
        UploadId: input.UploadId,
        PartNumberMarker: String(after),
        NextPartNumberMarker: String(last),
        MaxParts: Math.min(limit, MOST_LISTED),
        IsTruncated: parts.length < following.length,
        StorageClass: 'STANDARD',
        ...(asked ? { ChecksumAlgorithm, ChecksumType } : {}),
        Parts: parts.map(([number, part]) => ({
          PartNumber: number,
          ETag: part.etag,
          Size: part.body.byteLength,
          LastModified: new Date(part.lastModified),
          ...(asked ? { [`Checksum${part.checksum.algorithm}`]: part.checksum.value } : {}),
        })),
      };
    },
  };
}

function chosenParts(upload: Upload, wanted: readonly ({ PartNumber?: number | undefined; ETag?: string | undefined } & ChecksumMembers)[]): Part[] {
  if (wanted.length === 0) throw malformedXml();
  if (wanted.some(({ PartNumber: number = 0 }, index) => number <= (wanted[index - 1]?.PartNumber ?? 0))) {
    throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.');
  }
  return wanted.map((named, index) => {
    const { PartNumber: number = 0, ETag: etag = '' } = named;
    const part = upload.parts.get(number);
    if (!part || !sameEtag(part.etag, etag)) throw invalidPart();
    assertPartChecksum(upload.checking, named, number, part);
    if (index < wanted.length - 1 && part.body.byteLength < SMALLEST_PART) {
      throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed object size.', 400, {
        PartNumber: String(number),
      });
    }
    return part;
  });
}

/** The rules for algorithm and type together (Amazon S3 user guide, "Checking object integrity in Amazon S3"; observed wording). */
function checkingOf(input: CreateMultipartUploadCommandInput): Checking {
  const asked = algorithmNamed(input.ChecksumAlgorithm);
  const wanted = input.ChecksumType;
  if (asked === undefined) {
    if (wanted !== undefined) throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
    return { algorithm: DEFAULT_ALGORITHM, type: 'FULL_OBJECT', asked: false };
  }
  const type = wanted ?? (asked === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const fits = type === 'FULL_OBJECT' ? FULL_OBJECT_CAPABLE.includes(asked) : asked !== 'CRC64NVME';
  if (!fits) throw invalidRequest(`The ${type} checksum type cannot be used with the ${asked.toLowerCase()} checksum algorithm.`);
  return { algorithm: asked, type, asked: true };
}

/** A part has the algorithm of its upload (Amazon S3 API reference, UploadPart: ChecksumAlgorithm; observed wording). */
async function checksumOfPart(checking: Checking, input: UploadInput, body: Uint8Array): Promise<Checksum> {
  const given = await givenChecksum(input, body);
  const mismatch = checking.asked && checking.type === 'COMPOSITE' ? given?.algorithm !== checking.algorithm : checking.asked && given !== undefined && given.algorithm !== checking.algorithm;
  if (mismatch) {
    const actual = given?.algorithm.toLowerCase() ?? 'null';
    throw invalidRequest(`Checksum Type mismatch occurred, expected checksum Type: ${checking.algorithm.toLowerCase()}, actual checksum Type: ${actual}`);
  }
  return given ?? checksumOf(body, checking.algorithm);
}

/** Of a composite checksum the request repeats those of the parts (Amazon S3 API reference, CompleteMultipartUpload; observed wording). */
function assertPartChecksum({ asked, type }: Checking, named: ChecksumMembers, number: number, { checksum }: Part): void {
  const given = namedChecksum(named);
  if (given && (given.algorithm !== checksum.algorithm || given.value !== checksum.value)) throw invalidPart();
  if (given || !asked || type === 'FULL_OBJECT') return;
  throw invalidRequest(
    `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. ` +
      `It was missing for part ${number} in the request.`,
  );
}

/** What the request says of the whole object holds (Amazon S3 API reference, CompleteMultipartUpload: ChecksumType, MpuObjectSize). */
function assertWhole(input: CompleteMultipartUploadCommandInput, { type }: Checking, checksum: Checksum, size: number): void {
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size) {
    throw invalidRequest(`The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${size}`);
  }
  if (input.ChecksumType !== undefined && input.ChecksumType !== type) {
    throw badDigest(`The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`);
  }
  const given = namedChecksum(input);
  if (given && (given.algorithm !== checksum.algorithm || given.value !== checksum.value)) {
    throw badDigest(`The ${given.algorithm} you specified did not match the calculated checksum.`);
  }
}

/** Throws InvalidArgument for a number that S3 does not take (observed wording). */
function partsIn(argument: string, given: number | string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const number = Number(given);
  if (!/^-?\d+$/.test(String(given)) || number > 2_147_483_647) {
    throw invalidArgument(`Provided ${argument} not an integer or within integer range`, argument, String(given));
  }
  if (number < 0) throw invalidArgument(`Argument ${argument} must be an integer between 0 and 2147483647`, argument, String(given));
  return number;
}
