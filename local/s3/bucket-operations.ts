import type {
  CreateBucketCommandInput,
  CreateBucketCommandOutput,
  DeleteBucketCommandInput,
  DeleteBucketCommandOutput,
  GetBucketLocationCommandInput,
  GetBucketLocationCommandOutput,
  HeadBucketCommandInput,
  HeadBucketCommandOutput,
  ListBucketsCommandInput,
  ListBucketsCommandOutput,
} from '@aws-sdk/client-s3';
import { BucketLocationConstraint } from '@aws-sdk/client-s3';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { newBucket } from './bucket.ts';
import { alreadyYours, nameTaken, withoutBody, wrongRegion } from './errors.ts';
import { open } from './room.ts';
import type { Room } from './room.ts';
import { assertServed } from './served.ts';

/** The one Region whose buckets have no location constraint. */
const FIRST_REGION = 'us-east-1';

export function bucketOperations(room: Room) {
  const { buckets } = room.store;
  return {
    CreateBucket(input: CreateBucketCommandInput, call: Call): Output<CreateBucketCommandOutput> {
      assertServed(input);
      const name = input.Bucket ?? '';
      const region = input.CreateBucketConfiguration?.LocationConstraint ?? FIRST_REGION;
      if (region !== call.region) {
        throw wrongRegion(input.CreateBucketConfiguration?.LocationConstraint ?? 'unspecified');
      }
      const before = buckets.get(name);
      if (before) {
        // Amazon S3 API reference, CreateBucket: there it is no error to create one's own bucket again.
        if (before.owner === call.caller.accountId && call.region === FIRST_REGION) return { Location: `/${name}` };
        throw before.owner === call.caller.accountId ? alreadyYours(name) : nameTaken(name);
      }
      buckets.set(name, newBucket(name, call.caller.accountId, call.region, room.store.now()));
      return { Location: `/${name}` };
    },

    DeleteBucket(input: DeleteBucketCommandInput, call: Call): Output<DeleteBucketCommandOutput> {
      const bucket = open(room, call, input.Bucket, 's3:DeleteBucket');
      if (bucket.objects.size > 0)
        throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: bucket.name });
      buckets.delete(bucket.name);
      return {};
    },

    HeadBucket(input: HeadBucketCommandInput, call: Call): Output<HeadBucketCommandOutput> {
      try {
        return { BucketRegion: open(room, call, input.Bucket, 's3:ListBucket').region, AccessPointAlias: false };
      } catch (error) {
        throw withoutBody(error);
      }
    },

    GetBucketLocation(input: GetBucketLocationCommandInput, call: Call): Output<GetBucketLocationCommandOutput> {
      const { region } = open(room, call, input.Bucket, 's3:GetBucketLocation');
      const constraint = Object.values(BucketLocationConstraint).find((known) => known === region);
      return constraint === undefined ? {} : { LocationConstraint: constraint };
    },

    ListBuckets(input: ListBucketsCommandInput, call: Call): Output<ListBucketsCommandOutput> {
      const owned = [...buckets.values()].filter(
        (bucket) => bucket.owner === call.caller.accountId && bucket.name.startsWith(input.Prefix ?? ''),
      );
      return {
        Owner: { ID: call.caller.accountId },
        Buckets: owned
          .map((bucket) => ({ Name: bucket.name, CreationDate: new Date(bucket.created), BucketRegion: bucket.region }))
          .sort((a, b) => (a.Name < b.Name ? -1 : 1)),
      };
    },
  };
}
