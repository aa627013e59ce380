import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { authorizeOnResource } from '../iam/index.ts';
import type { Bucket } from './bucket.ts';

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
