import type {
  DeleteBucketLifecycleCommandInput,
  DeleteBucketPolicyCommandInput,
  DeletePublicAccessBlockCommandInput,
  GetBucketEncryptionCommandInput,
  GetBucketEncryptionCommandOutput,
  GetBucketLifecycleConfigurationCommandInput,
  GetBucketLifecycleConfigurationCommandOutput,
  GetBucketPolicyCommandInput,
  GetBucketPolicyCommandOutput,
  GetBucketTaggingCommandInput,
  GetBucketTaggingCommandOutput,
  GetBucketVersioningCommandInput,
  GetBucketVersioningCommandOutput,
  GetPublicAccessBlockCommandInput,
  GetPublicAccessBlockCommandOutput,
  PutBucketEncryptionCommandInput,
  PutBucketLifecycleConfigurationCommandInput,
  PutBucketLifecycleConfigurationCommandOutput,
  PutBucketPolicyCommandInput,
  PutBucketTaggingCommandInput,
  PutPublicAccessBlockCommandInput,
} from '@aws-sdk/client-s3';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import { malformedXml, publicPolicyBlocked } from './errors.ts';
import { assertRules } from './lifecycle.ts';
import { isPublic, parseBucketPolicy } from './policy.ts';
import { open } from './room.ts';
import type { Room } from './room.ts';

type Nothing = Record<string, never>;

/** A bucket's settings. The IAM action is not always the operation's name (Service Authorization Reference, Amazon S3). */
export function configurationOperations(room: Room) {
  return {
    PutBucketPolicy(input: PutBucketPolicyCommandInput, call: Call): Nothing {
      const bucket = open(room, call, input.Bucket, 's3:PutBucketPolicy');
      const text = input.Policy ?? '';
      const parsed = parseBucketPolicy(text);
      if (bucket.publicAccessBlock?.BlockPublicPolicy && isPublic(parsed)) {
        throw publicPolicyBlocked();
      }
      bucket.policy = { text, parsed };
      return {};
    },

    GetBucketPolicy(input: GetBucketPolicyCommandInput, call: Call): Output<GetBucketPolicyCommandOutput> {
      const bucket = open(room, call, input.Bucket, 's3:GetBucketPolicy');
      if (!bucket.policy) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: bucket.name });
      return { Policy: bucket.policy.text };
    },

    DeleteBucketPolicy(input: DeleteBucketPolicyCommandInput, call: Call): Nothing {
      open(room, call, input.Bucket, 's3:DeleteBucketPolicy').policy = undefined;
      return {};
    },

    PutBucketLifecycleConfiguration(
      input: PutBucketLifecycleConfigurationCommandInput,
      call: Call,
    ): Output<PutBucketLifecycleConfigurationCommandOutput> {
      const bucket = open(room, call, input.Bucket, 's3:PutLifecycleConfiguration');
      const rules = input.LifecycleConfiguration?.Rules ?? [];
      assertRules(rules);
      bucket.lifecycle = rules;
      return {};
    },

    GetBucketLifecycleConfiguration(
      input: GetBucketLifecycleConfigurationCommandInput,
      call: Call,
    ): Output<GetBucketLifecycleConfigurationCommandOutput> {
      const bucket = open(room, call, input.Bucket, 's3:GetLifecycleConfiguration');
      if (!bucket.lifecycle)
        throw new AwsError('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', 404, { BucketName: bucket.name });
      return { Rules: [...bucket.lifecycle] };
    },

    DeleteBucketLifecycle(input: DeleteBucketLifecycleCommandInput, call: Call): Nothing {
      open(room, call, input.Bucket, 's3:PutLifecycleConfiguration').lifecycle = undefined;
      return {};
    },

    PutBucketEncryption(input: PutBucketEncryptionCommandInput, call: Call): Nothing {
      const bucket = open(room, call, input.Bucket, 's3:PutEncryptionConfiguration');
      const rules = input.ServerSideEncryptionConfiguration?.Rules ?? [];
      if (rules.length === 0) throw malformedXml();
      // Off unless it is asked for (Amazon S3 API reference, ServerSideEncryptionRule: BucketKeyEnabled).
      bucket.encryption = { Rules: rules.map((rule) => ({ BucketKeyEnabled: false, ...rule })) };
      return {};
    },

    GetBucketEncryption(input: GetBucketEncryptionCommandInput, call: Call): Output<GetBucketEncryptionCommandOutput> {
      return { ServerSideEncryptionConfiguration: open(room, call, input.Bucket, 's3:GetEncryptionConfiguration').encryption };
    },

    PutPublicAccessBlock(input: PutPublicAccessBlockCommandInput, call: Call): Nothing {
      open(room, call, input.Bucket, 's3:PutBucketPublicAccessBlock').publicAccessBlock = input.PublicAccessBlockConfiguration;
      return {};
    },

    GetPublicAccessBlock(input: GetPublicAccessBlockCommandInput, call: Call): Output<GetPublicAccessBlockCommandOutput> {
      const bucket = open(room, call, input.Bucket, 's3:GetBucketPublicAccessBlock');
      if (!bucket.publicAccessBlock) {
        throw new AwsError('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', 404, {
          BucketName: bucket.name,
        });
      }
      return { PublicAccessBlockConfiguration: bucket.publicAccessBlock };
    },

    DeletePublicAccessBlock(input: DeletePublicAccessBlockCommandInput, call: Call): Nothing {
      open(room, call, input.Bucket, 's3:PutBucketPublicAccessBlock').publicAccessBlock = undefined;
      return {};
    },

    PutBucketTagging(input: PutBucketTaggingCommandInput, call: Call): Nothing {
      const bucket = open(room, call, input.Bucket, 's3:PutBucketTagging');
      const tags = input.Tagging?.TagSet ?? [];
      // Amazon S3 user guide, "Using cost allocation S3 bucket tags".
      if (tags.length > 50) throw new AwsError('BadRequest', 'Bucket tag count cannot be greater than 50');
      bucket.tags = tags;
      return {};
    },

    GetBucketTagging(input: GetBucketTaggingCommandInput, call: Call): Output<GetBucketTaggingCommandOutput> {
      const bucket = open(room, call, input.Bucket, 's3:GetBucketTagging');
      if (!bucket.tags) throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: bucket.name });
      return { TagSet: [...bucket.tags] };
    },

    GetBucketVersioning(input: GetBucketVersioningCommandInput, call: Call): Output<GetBucketVersioningCommandOutput> {
      open(room, call, input.Bucket, 's3:GetBucketVersioning');
      return {};
    },
  };
}
