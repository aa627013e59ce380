import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { globMatches } from '../../local/iam/glob.ts';
import type { AccessDecision } from '../../local/core/cloud.ts';
import type { Caller } from '../../local/core/service.ts';

/** One statement that allowed something. */
const use = z.object({
  policy: z.enum(['identity', 'trust', 'resource']),
  /** Whose policy: the name of a role, or the ARN of a resource. */
  owner: z.string(),
  statement: z.string(),
  action: z.string(),
  /** Which of the statement's resources matched, by its place there; -1 in a trust policy. */
  resource: z.number(),
  /** What it was done to: an ARN, or `*`. */
  on: z.string(),
  /** The name of the caller's role, a service, or an account. */
  principal: z.string(),
});

const refusal = z.object({ test: z.string(), role: z.string(), action: z.string(), resource: z.string() });

/** What the scenarios of one file used, and what they were refused. */
export const recordOfFile = z.object({ file: z.string(), uses: z.array(use), refusals: z.array(refusal) });

export type Use = z.infer<typeof use>;
export type Refusal = z.infer<typeof refusal>;
export type RecordOfFile = z.infer<typeof recordOfFile>;

/** Notes by which statements the calls of a file's scenarios were allowed, each once. */
export class Recorder {
  readonly #uses = new Map<string, Use>();
  readonly #refusals = new Map<string, Refusal>();
  /** The test that runs now. */
  test = '';

  readonly record = ({ policy, caller, action, resource, allowedBy }: AccessDecision): void => {
    // A question without a key is a simulation of policies: nobody does anything.
    if (caller.accessKeyId === '' && caller.servicePrincipal === undefined) return;
    if (allowedBy.length === 0) {
      const refused = { test: this.test, role: principalOf(caller), action, resource };
      this.#refusals.set(JSON.stringify(refused), refused);
    }
    for (const { id, resources } of allowedBy) {
      const matching = resources.flatMap((pattern, index) => (globMatches(pattern, resource) ? [index] : []));
      for (const index of policy === 'trust' ? [-1] : matching) {
        const owner = policy === 'identity' ? principalOf(caller) : policy === 'trust' ? nameOf(resource) : resource.replace(/^(arn:aws:s3:::[^/]+).*/, '$1');
        const noted = { policy, owner, statement: id, action, resource: index, on: resource, principal: principalOf(caller) };
        this.#uses.set(JSON.stringify(noted), noted);
      }
    }
  };

  write(folder: string, file: string): void {
    const record: RecordOfFile = { file, uses: [...this.#uses.values()], refusals: [...this.#refusals.values()] };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${file.replaceAll('/', '__')}.json`), JSON.stringify(record));
  }
}

function principalOf({ servicePrincipal, roleArn, accountId }: Caller): string {
  return servicePrincipal ?? (roleArn === undefined ? accountId : nameOf(roleArn));
}

function nameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}
