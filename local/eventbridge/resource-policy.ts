import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import type { Authorization, Caller } from '../core/service.ts';
import { authorizeOnResource, parseResourcePolicy } from '../iam/index.ts';
import { PolicyError } from '../iam/policy-error.ts';

/** A policy document on a bus, a queue or a topic, with its text as given. */
export interface ResourcePolicy {
  readonly text: string;
  readonly statements: ReturnType<typeof parseResourcePolicy>;
}

/** Reads a document; throws AwsError `code` with what is wrong. */
export function readPolicy(text: string, code: string): ResourcePolicy {
  try {
    return { text, statements: parseResourcePolicy(text) };
  } catch (error) {
    if (error instanceof PolicyError) throw new AwsError(code, error.message);
    throw error;
  }
}

/** Identity and resource policy together; the refusal has the code that the service uses. */
export function authorizeWithPolicy(
  cloud: Cloud,
  caller: Caller,
  needed: Authorization,
  resource: { readonly account: string; readonly policy: ResourcePolicy | undefined },
  code: string,
): void {
  try {
    authorizeOnResource(cloud, caller, needed, { owner: resource.account, policy: resource.policy?.statements });
  } catch (error) {
    if (error instanceof AwsError && error.code === 'AccessDenied') throw new AwsError(code, error.message, error.status, error.members);
    throw error;
  }
}
