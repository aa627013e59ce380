import { common, grantKey, joined, minus, wantedGrants, type Grant, type Resource } from '../catalog/grant-plan.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Action, Finding, Removal } from './action.ts';
import { sharedSubscriptions } from './links.ts';
import type { SharedDatabase } from './state.ts';

/** The roles of our own that read with a subscription's access. */
export type OwnRoles = (subscription: string) => readonly string[];

/** Every grant that mesh.yml asks for on what is shared, each principal and resource once. */
export function allWantedGrants(mesh: Mesh, shared: readonly SharedDatabase[], ownRoles: OwnRoles): readonly Grant[] {
  const consumer = mesh.consumer.account;
  return joined(
    sharedSubscriptions(mesh, shared).flatMap(({ subscription, target, link }) =>
      wantedGrants({ subscription, consumer, target, link, ownRoles: ownRoles(subscription.name) }),
    ),
  );
}

export interface GrantPlan {
  readonly actions: readonly Action[];
  readonly removals: readonly Removal[];
  readonly findings: readonly Finding[];
}

/** LF-Tag policies of one principal for one resource type (Lake Formation developer guide, "LF-TBAC best practices and considerations"). */
export const mostPolicies = 50;

/**
 * What to grant and what to take back. Only what a receipt names is taken, and nothing about a `frozen` resource is touched: its
 * link's name stands for something else.
 */
export function planGrants(
  wanted: readonly Grant[],
  held: readonly Grant[],
  receipts: readonly Grant[],
  frozen: (resource: Resource) => boolean,
): GrantPlan {
  const free = (grant: Grant) => !frozen(grant.resource);
  const { within, findings } = withinPolicies(minus(wanted.filter(free), held), held);
  const unwanted = minus(receipts.filter(free), wanted);
  return {
    actions: within.map((grant) => ({ do: 'grant', grant, reason: 'mesh.yml asks for it' })),
    removals: [
      ...common(unwanted, held).map((grant): Removal => ({ do: 'revoke', grant, reason: 'nothing asks for it any more, and it was ours' })),
      ...minus(unwanted, held).map((grant): Removal => ({ do: 'forget receipt', grant, reason: 'somebody else took it back' })),
    ],
    findings: [...findings, ...leftToIam(held)],
  };
}

/** Leaves out the policies that Lake Formation would refuse. */
function withinPolicies(missing: readonly Grant[], held: readonly Grant[]): { within: readonly Grant[]; findings: readonly Finding[] } {
  const policies = new Map<string, Set<string>>();
  const policiesOf = ({ principal, resource }: Grant) => {
    const key = JSON.stringify([principal, resource.kind === 'tagged' ? [resource.catalogId, resource.type] : '']);
    const known = policies.get(key) ?? new Set();
    policies.set(key, known);
    return known;
  };
  for (const grant of held) if (grant.resource.kind === 'tagged') policiesOf(grant).add(grantKey(grant));
  const findings: Finding[] = [];
  const within = missing.filter((grant) => {
    if (grant.resource.kind !== 'tagged') return true;
    const known = policiesOf(grant);
    if (known.has(grantKey(grant)) || known.size < mostPolicies) {
      known.add(grantKey(grant));
      return true;
    }
    findings.push({
      kind: 'PolicyLimit',
      about: grant.principal,
      problem: `has ${mostPolicies} LF-Tag policies on ${grant.resource.type.toLowerCase()}s already, and would need another`,
      remedy: 'Join subscriptions under fewer LF-Tag expressions, or give the role `tables` in place of lfTags.',
    });
    return false;
  });
  return { within, findings };
}

/** IAMAllowedPrincipals on something of ours lets everybody in whom IAM lets in. */
function leftToIam(held: readonly Grant[]): Finding[] {
  const open = held.filter(({ principal, permissions }) => principal === 'IAM_ALLOWED_PRINCIPALS' && permissions.length > 0);
  return open.map(({ resource }) => ({
    kind: 'LeftToIam',
    about: 'database' in resource ? resource.database : JSON.stringify(resource.tags),
    problem: 'is left to IAM: IAMAllowedPrincipals holds permissions on it, so that Lake Formation hides nothing',
    remedy: 'Revoke IAMAllowedPrincipals there, and take it out of the default permissions of new databases and tables.',
  }));
}
