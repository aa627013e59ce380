import { allowing, decide } from './decide.ts';
import { NO_STATEMENTS, parsePolicy } from './policy-document.ts';
import { refusal } from './refusal.ts';
import { requestContext } from './context.ts';
import type { Authorization, Caller } from '../core/service.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Decision } from './decide.ts';
import type { Statements } from './policy-document.ts';

/** A resource's policy, read once when it is set. Throws PolicyError when it is malformed or uses what is not served. */
export function parseResourcePolicy(document: unknown): Statements {
  return parsePolicy(document, 'resource');
}

/** What a resource's policy says of one request. */
export function resourceDecision(cloud: Cloud, policy: Statements, caller: Caller, needed: Authorization): Decision {
  const context = requestContext(cloud, caller, needed.context);
  const decisions = needed.resources.map((resource) => {
    const question = { caller, action: needed.action, resource, context };
    const decision = decide([policy], question);
    if (decision.effect === 'Allow' && cloud.iam.onDecision) {
      cloud.iam.onDecision({ policy: 'resource', caller, action: needed.action, resource, allowedBy: allowing([policy], question) });
    }
    return decision;
  });
  return (
    decisions.find(({ effect }) => effect !== 'Allow') ??
    decisions.find(({ named }) => named === 'account') ??
    decisions[0] ?? { effect: 'none' }
  );
}

/** Whether a resource's policy alone lets the caller in, for example a service. */
export function policyAllows(cloud: Cloud, policy: Statements, caller: Caller, needed: Authorization): boolean {
  return resourceDecision(cloud, policy, caller, needed).effect === 'Allow';
}

/**
 * Identity and resource policy together (IAM user guide, "Policy evaluation logic"): within the owner's account either
 * may allow (a policy that names only the account leaves it to the identity's); from another account both have to; a
 * denial wins over everything. Throws AccessDenied in IAM's wording.
 */
export function authorizeOnResource(
  cloud: Cloud,
  caller: Caller,
  needed: Authorization,
  resource: { owner: string; policy: Statements | undefined },
): void {
  const { effect, named } = resourceDecision(cloud, resource.policy ?? NO_STATEMENTS, caller, needed);
  const on = needed.resources[0] ?? '*';
  if (effect === 'Deny') throw refusal(caller, needed.action, on, 'resource-deny');
  if (caller.servicePrincipal !== undefined) {
    if (effect !== 'Allow') throw refusal(caller, needed.action, on, 'no-resource-policy');
    return;
  }
  const isOwn = caller.accountId === resource.owner;
  if (isOwn && effect === 'Allow' && named === 'exact' && !cloud.iam.denies(caller, needed)) return;
  cloud.iam.authorize(caller, needed);
  if (!isOwn && effect !== 'Allow') throw refusal(caller, needed.action, on, 'no-resource-policy');
}
