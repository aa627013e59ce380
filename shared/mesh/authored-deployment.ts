import * as z from 'zod/mini';
import { because, described } from './fields.ts';

const policyArn = z
  .string()
  .check(z.regex(/^arn:aws(-cn|-us-gov)?:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/, because('is not the ARN of a policy', 'Write arn:aws:iam::<account>:policy/<name>.')));

const keyArn = z
  .string()
  .check(
    z.regex(
      /^(create|arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,64})$/,
      because('is neither create nor the ARN of a key', 'Write create, or arn:aws:kms:<region>:<account>:key/<id>: an alias would not do.'),
    ),
  );

const id = (prefix: string, what: string) =>
  z
    .array(z.string().check(z.regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), because(`is not the id of a ${what}`, `Write it as in ${prefix}-0123456789abcdef0.`))))
    .check(z.minLength(1, because('is empty', `List at least one ${what}.`)));

const vpc = z.strictObject({
  subnets: described(id('subnet', 'subnet'), 'Where the functions have their network interfaces: private subnets, in two or more zones.'),
  securityGroups: described(id('sg', 'security group'), 'Security groups of the functions: HTTPS out is enough.'),
});

/** IAM and most services: keys of 1 to 128 and values of at most 256 characters, none of AWS's own. */
const tags = z
  .record(
    z.string().check(z.regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, because('is not the key of a tag', 'Use up to 128 letters, digits, spaces and _.:/=+-@, not beginning with aws:.'))),
    z.string(because('is not text', 'Write the value in quotes.')).check(z.regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u, because('is not the value of a tag', 'Use up to 256 letters, digits, spaces and _.:/=+-@.'))),
  )
  .check(z.refine((all) => !('meshloop' in all), because('has the key meshloop', 'By this tag meshloop knows what is its own: choose another key.')));

const shared = {
  permissionsBoundary: z.optional(described(policyArn, 'Permissions boundary of every role. Default: none.')),
  key: z.optional(described(keyArn, 'KMS key for what is stored: create, or the ARN of a key whose policy has the statements in docs/deployment.md. Default: keys of AWS.')),
  tags: z.optional(described(tags, 'Tags of every resource that can have some. Default: none.')),
};

/** What the platform team of an account asks for. */
export const centralDeployment = z.strictObject(shared);
export const consumerDeployment = z.strictObject({ ...shared, vpc: z.optional(described(vpc, 'Run the functions in this VPC. Default: in none.')) });

export type AuthoredDeployment = z.infer<typeof consumerDeployment>;
