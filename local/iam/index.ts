import { Authorizer } from './authorizer.ts';
import { RoleStore, storedPolicy } from './role-store.ts';
import { roleOperations } from './role-operations.ts';
import { policyOperations } from './policy-operations.ts';
import { rolePolicyOperations } from './role-policy-operations.ts';
import { simulation } from './simulate.ts';
import type { Authorization, Call, Service } from '../core/service.ts';
import type { Cloud, Iam } from '../core/cloud.ts';

export { authorizeOnResource, parseResourcePolicy, policyAllows, resourceDecision } from './resource-policy.ts';

export type IamOptions = Pick<Iam, 'onDecision'>;

/** AWS IAM: roles with their policies, and the answer to who may do what. */
export function createIam(cloud: Cloud, { onDecision }: IamOptions = {}): { service: Service; iam: Iam } {
  const roles = new RoleStore();
  const authorizer = new Authorizer(cloud, roles, onDecision);
  const operations = { ...roleOperations(roles), ...rolePolicyOperations(roles), ...policyOperations(roles), ...simulation(roles, authorizer) };
  const iam: Iam = {
    ...(onDecision && { onDecision }),
    authorize: (caller, needed) => authorizer.authorize(caller, needed),
    allows: (caller, needed) => authorizer.allows(caller, needed),
    denies: (caller, needed) => authorizer.denies(caller, needed),
    authorizeAssumeRole: (caller, roleArn, context) => authorizer.authorizeAssumeRole(caller, roleArn, context),
    assertRoleTrusts: (roleArn, servicePrincipal) => authorizer.assertRoleTrusts(roleArn, servicePrincipal),
    roleExists: (roleArn) => roles.get(roleArn) !== undefined,
    putRole: ({ arn, trust, policies }) => {
      const read = policies.map((policy) => storedPolicy(policy, 'identity'));
      const role = roles.put(arn, trust, cloud.clock.now());
      for (const [index, policy] of read.entries()) role.inline.set(`policy-${index + 1}`, policy);
    },
    deleteRole: (roleArn) => roles.delete(roleArn),
  };
  return { iam, service: { id: 'iam', iamPrefix: 'iam', operations, authorize: onRoles(roles, Object.keys(operations)) } };
}

/** Every operation acts on the role that it names (service authorization reference, "AWS Identity and Access Management"). */
function onRoles(roles: RoleStore, operations: readonly string[]): NonNullable<Service['authorize']> {
  const one =
    (operation: string) =>
    (input: { RoleName?: string; Path?: string; PolicySourceArn?: string; PolicyName?: string }, call: Call): readonly Authorization[] => {
      const { accountId } = call.caller;
      if (operation === 'CreatePolicy') return [{ action: 'iam:CreatePolicy', resources: [`arn:aws:iam::${accountId}:policy${input.Path ?? '/'}${input.PolicyName ?? ''}`] }];
      if (input.PolicySourceArn !== undefined) return [{ action: `iam:${operation}`, resources: [input.PolicySourceArn] }];
      const named = `arn:aws:iam::${accountId}:role${input.Path ?? '/'}${input.RoleName ?? ''}`;
      return [{ action: `iam:${operation}`, resources: [roles.find(accountId, input.RoleName ?? '')?.arn ?? named] }];
    };
  return Object.fromEntries(operations.map((operation) => [operation, one(operation)]));
}
