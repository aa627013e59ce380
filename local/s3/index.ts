import type { Cloud, S3 } from '../core/cloud.ts';
import type { Authorization, Call, Service } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { assertAllowed, resourceArn } from './access.ts';
import { bucketOperations } from './bucket-operations.ts';
import { configurationOperations } from './configuration-operations.ts';
import { listOperations, objectsUnder } from './list-operations.ts';
import { multipartOperations } from './multipart-operations.ts';
import { objectOperations } from './object-operations.ts';
import type { S3Faults } from './room.ts';
import { Store } from './store.ts';

export type { S3Faults } from './room.ts';

/** Amazon S3: buckets of all accounts, objects with conditional writes, multipart uploads, bucket policies, expiry. */
export function createS3(cloud: Cloud): { service: Service; s3: S3; faults: S3Faults; close(): void } {
  const store = new Store(cloud.clock);
  const faults: S3Faults = {};
  const room = { store, faults };
  const operations = ofExpectedOwners(store, {
    ...bucketOperations(room),
    ...configurationOperations(room),
    ...objectOperations(room),
    ...listOperations(room),
    ...multipartOperations(room),
  });
  const service: Service = { id: 's3', iamPrefix: 's3', operations, authorize: authorizations(Object.keys(operations)) };
  return { service, s3: insideView(cloud, store), faults, close: () => store.spool.close() };
}

interface Expecting {
  readonly Bucket?: string;
  readonly ExpectedBucketOwner?: string;
}

/** A bucket of another owner than the request expects is refused, whatever the policies say (Amazon S3 user guide, "Verifying bucket ownership"). */
function ofExpectedOwners(store: Store, operations: Service['operations']): Service['operations'] {
  const checked = Object.entries(operations).map(([name, operation]) => {
    const run: typeof operation = (input: never, call) => {
      // Every operation of S3 has these two alike, where it has them.
      const { Bucket, ExpectedBucketOwner }: Expecting = input;
      const bucket = store.buckets.get(Bucket ?? '');
      if (ExpectedBucketOwner !== undefined && bucket && bucket.owner !== ExpectedBucketOwner) throw new AwsError('AccessDenied', 'Access Denied', 403);
      return operation(input, call);
    };
    return [name, run] as const;
  });
  return Object.fromEntries(checked);
}

/** Operations on a bucket check the identity together with the bucket's policy, so that nothing is left for the front door. */
function authorizations(operations: readonly string[]): Record<string, (input: never, call: Call) => Authorization[]> {
  return {
    ...Object.fromEntries(operations.map((operation) => [operation, () => []])),
    CreateBucket: (input: { Bucket?: string }) => [{ action: 's3:CreateBucket', resources: [resourceArn(input.Bucket ?? '')] }],
    ListBuckets: () => [{ action: 's3:ListAllMyBuckets', resources: ['*'] }],
  };
}

function insideView(cloud: Cloud, store: Store): S3 {
  return {
    get: (bucket, key) => (store.buckets.has(bucket) ? store.bucket(bucket).objects.get(key) : undefined),
    list: (bucket, prefix) => (store.buckets.has(bucket) ? objectsUnder(store.bucket(bucket), prefix) : []),
    put: (bucket, key, body, contentType) => {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      return store.put(store.bucket(bucket), key, { body: bytes, contentType });
    },
    bucketOwner: (bucket) => store.buckets.get(bucket)?.owner,
    authorize: (caller, action, bucket, key) => {
      assertAllowed(cloud, caller, { action, bucket: store.bucket(bucket), ...(key === undefined ? {} : { key }) });
    },
    directory: () => store.spool.directory(),
  };
}
