import type { LifecycleRule, PublicAccessBlockConfiguration, ServerSideEncryptionConfiguration, Tag } from '@aws-sdk/client-s3';
import { AwsError } from '../core/service.ts';
import type { BucketPolicy } from './policy.ts';
import type { Stored } from './stored.ts';

/** New buckets since January 2023 and April 2023 (Amazon S3 user guide, "Default encryption" and "Blocking public access"). */
const DEFAULT_ENCRYPTION: ServerSideEncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};
const DEFAULT_BLOCK: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

export interface Bucket {
  readonly name: string;
  readonly owner: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly objects: Map<string, Stored>;
  /** The keys in UTF-8 order, from the first listing on. */
  sortedKeys: string[] | undefined;
  encryption: ServerSideEncryptionConfiguration;
  publicAccessBlock: PublicAccessBlockConfiguration | undefined;
  lifecycle: readonly LifecycleRule[] | undefined;
  /** Cloud time of the last expiry run. */
  swept: number;
  policy: { readonly text: string; readonly parsed: BucketPolicy } | undefined;
  tags: readonly Tag[] | undefined;
}

/** What lies in the bucket is taken to be encrypted as the bucket says now. */
export function defaultEncryption({ encryption }: Bucket): { readonly algorithm: 'AES256' | 'aws:kms'; readonly key?: string } {
  const { SSEAlgorithm, KMSMasterKeyID } = encryption.Rules?.[0]?.ApplyServerSideEncryptionByDefault ?? {};
  if (SSEAlgorithm !== 'aws:kms') return { algorithm: 'AES256' };
  return { algorithm: 'aws:kms', key: KMSMasterKeyID ?? 'alias/aws/s3' };
}

/** As answers of objects show it. */
export function shownEncryption(bucket: Bucket): { readonly ServerSideEncryption: 'AES256' | 'aws:kms'; readonly SSEKMSKeyId?: string } {
  const { algorithm, key } = defaultEncryption(bucket);
  return { ServerSideEncryption: algorithm, ...(key !== undefined && { SSEKMSKeyId: key }) };
}

/** A bucket of the account's own namespace in the region (Amazon S3 user guide, "Account regional namespace naming rules"). */
export function assertAccountRegional(name: string, owner: string, region: string): void {
  const suffix = `-${owner}-${region}-an`;
  if (name.endsWith(suffix) && name.length > suffix.length) return;
  const message = `The requested bucket was not created because the bucket namespace header requires a name that ends in ${suffix}.`;
  throw new AwsError('InvalidNamespaceHeader', message, 400, { BucketName: name });
}

export function newBucket(name: string, owner: string, region: string, now: number): Bucket {
  assertBucketName(name);
  return {
    name,
    owner,
    region,
    created: now,
    objects: new Map(),
    sortedKeys: undefined,
    encryption: DEFAULT_ENCRYPTION,
    publicAccessBlock: DEFAULT_BLOCK,
    lifecycle: undefined,
    swept: now,
    policy: undefined,
    tags: undefined,
  };
}

/** Amazon S3 user guide, "General purpose bucket naming rules". */
function assertBucketName(name: string): void {
  const right = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d{1,3}(\.\d{1,3}){3}$/.test(name);
  if (!right) throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
}
