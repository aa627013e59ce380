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
import { assertAccountRegional, newBucket } from './bucket.ts';
import { alreadyYours, invalidArgument, nameTaken, notServed, withoutBody, wrongRegion } from './errors.ts';
import { open } from './room.ts';
import type { Room } from './room.ts';
import { assertServed } from './served.ts';

/** The one Region whose buckets have no location constraint. */
const FIRST_REGION = 'us-east-1';

/** The most that one answer names (Amazon S3 API reference, ListBuckets: MaxBuckets). */
const MOST_BUCKETS = 10_000;

function readToken(token: string): string {
  const name = Buffer.from(token, 'base64').toString();
  if (token === '' || Buffer.from(name).toString('base64') !== token)
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return name;
}

export function bucketOperations(room: Room) {
  const { buckets } = room.store;
  return {
    CreateBucket(input: CreateBucketCommandInput, call: Call): Output<CreateBucketCommandOutput> {
      assertServed(input);
      const name = input.Bucket ?? '';
      const region = input.CreateBucketConfiguration?.LocationConstraint ?? FIRST_REGION;
      if (region !== call.region) {
        // The endpoint of us-east-1 makes buckets of every region (Amazon S3 API reference, CreateBucket), and there is but one here.
        if (call.region === FIRST_REGION) throw notServed(`A bucket in the region ${region}`);
        throw wrongRegion(input.CreateBucketConfiguration?.LocationConstraint ?? 'unspecified');
      }
      if (input.BucketNamespace === 'account-regional') assertAccountRegional(name, call.caller.accountId, region);
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
      const after = input.ContinuationToken === undefined ? '' : readToken(input.ContinuationToken);
      const owned = [...buckets.values()]
        .filter(
          ({ name, owner, region }) =>
            owner === call.caller.accountId && name.startsWith(input.Prefix ?? '') && region === (input.BucketRegion ?? region) && name > after,
        )
        .toSorted((one, other) => (one.name < other.name ? -1 : 1));
      const named = owned.slice(0, input.MaxBuckets ?? MOST_BUCKETS);
      const last = named.length < owned.length ? named.at(-1) : undefined;
      return {
        Owner: { ID: call.caller.accountId },
        Buckets: named.map((bucket) => ({ Name: bucket.name, CreationDate: new Date(bucket.created), BucketRegion: bucket.region })),
        ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
        ...(last ? { ContinuationToken: Buffer.from(last.name).toString('base64') } : {}),
      };
    },
  };
}
