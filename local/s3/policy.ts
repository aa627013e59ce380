import { parseResourcePolicy } from '../iam/index.ts';
import { AwsError } from '../core/service.ts';

/** The statements of a bucket policy. */
export type BucketPolicy = ReturnType<typeof parseResourcePolicy>;

/** Reads a policy document. Throws MalformedPolicy with what is wrong, or with what the local cloud does not understand. */
export function parseBucketPolicy(text: string): BucketPolicy {
  try {
    return parseResourcePolicy(text);
  } catch (error) {
    throw new AwsError('MalformedPolicy', error instanceof Error ? error.message : String(error));
  }
}

/** Whether the policy opens the bucket to everyone (Amazon S3 user guide, "The meaning of public"). */
export function isPublic(policy: BucketPolicy): boolean {
  return policy.all.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' && conditions.length === 0 && (principals?.not === true || principals?.aws.includes('*')),
  );
}
