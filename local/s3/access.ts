import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { authorizeOnResource } from '../iam/index.ts';
import { defaultEncryption, type Bucket } from './bucket.ts';

export interface Access {
  readonly action: string;
  readonly bucket: Bucket;
  readonly key?: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** Throws AccessDenied unless the identity's and the bucket's policy together let the caller in. */
export function assertAllowed(cloud: Cloud, caller: Caller, { action, bucket, key, context }: Access): void {
  const needed = {
    action,
    resources: [resourceArn(bucket.name, key)],
    context: { 's3:resourceaccount': bucket.owner, 'aws:resourceaccount': bucket.owner, ...context },
  };
  authorizeOnResource(cloud, caller, needed, { owner: bucket.owner, policy: bucket.policy?.parsed });
  const actions = keyActions[action];
  const { key: kmsKey } = defaultEncryption(bucket);
  if (actions !== undefined && kmsKey !== undefined) assertKey(cloud, caller, kmsKey, actions);
}

/** What reading and writing under a KMS key needs of it (Amazon S3 user guide, "Using server-side encryption with AWS KMS keys": permissions). */
const keyActions: Readonly<Record<string, readonly string[]>> = { 's3:GetObject': ['Decrypt'], 's3:PutObject': ['GenerateDataKey'] };

function assertKey(cloud: Cloud, caller: Caller, key: string, actions: readonly string[]): void {
  try {
    cloud.kms.authorize(caller, key, actions, { service: 's3' });
  } catch (error) {
    if (error instanceof AwsError && error.code !== 'KMS.NotFoundException') throw new AwsError('AccessDenied', error.message, 403);
    throw error;
  }
}

export function isAllowed(cloud: Cloud, caller: Caller, access: Access): boolean {
  try {
    assertAllowed(cloud, caller, access);
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.status === 403) return false;
    throw error;
  }
}

export function resourceArn(bucket: string, key?: string): string {
  return `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
}
