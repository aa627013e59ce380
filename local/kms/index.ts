import type { Cloud, Kms } from '../core/cloud.ts';
import { AwsError, type Caller } from '../core/service.ts';
import { parseResourcePolicy, resourceDecision } from '../iam/index.ts';

interface Key {
  readonly arn: string;
  readonly policy: ReturnType<typeof parseResourcePolicy>;
}

/** AWS KMS as other services see it: whether a key is there, and who may use it. Nothing is encrypted, and KMS's own API is not served. */
export function createKms(cloud: Cloud): { kms: Kms } {
  const keys = new Map<string, Key>();
  return {
    kms: {
      createKey: (account, policy) => {
        const id = cloud.dice.uuid();
        const arn = `arn:aws:kms:${cloud.region}:${account}:key/${id}`;
        keys.set(arn, { arn, policy: parseResourcePolicy(policy) });
        return { arn, id };
      },
      authorize: (caller, key, actions, via) => {
        if (isOfAws(key)) return assertIdentity(caller, key);
        const found = keys.get(key) ?? keys.get(`arn:aws:kms:${cloud.region}:${caller.accountId}:key/${key}`);
        if (!found) throw new AwsError('KMS.NotFoundException', `Key '${key}' does not exist`);
        const context = { 'kms:viaservice': `${via.service}.${cloud.region}.amazonaws.com`, 'kms:calleraccount': caller.accountId, ...via.context };
        for (const action of actions) assertAllowed(cloud, caller, found, { action: `kms:${action}`, resources: [found.arn], context });
      },
    },
  };
}

/**
 * The key's policy decides first. What it leaves to the account, the identity's policies decide: unlike elsewhere, they are not enough
 * without it (AWS KMS developer guide, "Key policies in AWS KMS").
 */
function assertAllowed(cloud: Cloud, caller: Caller, key: Key, needed: Parameters<typeof resourceDecision>[3]): void {
  const { effect, named } = resourceDecision(cloud, key.policy, caller, needed);
  if (effect !== 'Allow') throw denied(caller, needed.action, key.arn);
  if (caller.servicePrincipal !== undefined || (named === 'exact' && !cloud.iam.denies(caller, needed))) return;
  cloud.iam.authorize(caller, needed);
}

function isOfAws(key: string): boolean {
  return /(^|:)alias\/aws\//.test(key);
}

/** Keys that AWS manages serve the account's identities; their policies cannot admit a service (AWS KMS developer guide, "AWS managed keys"). */
function assertIdentity(caller: Caller, key: string): void {
  if (caller.servicePrincipal !== undefined) throw denied(caller, 'kms:GenerateDataKey', key);
}

function denied(caller: Caller, action: string, key: string): AwsError {
  const who = caller.servicePrincipal ?? caller.arn;
  return new AwsError('KMS.AccessDeniedException', `User: ${who} is not authorized to perform: ${action} on resource: ${key} because no key policy allows the ${action} action`, 400);
}
