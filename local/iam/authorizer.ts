import { AwsError } from '../core/service.ts';
import { decide, statementsAbout } from './decide.ts';
import { refusal } from './refusal.ts';
import { requestContext } from './context.ts';
import type { Authorization, Caller } from '../core/service.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Reason } from './refusal.ts';
import type { RoleStore } from './role-store.ts';
import type { Statement } from './policy-document.ts';

/** Answers what identities may do. Policies of resources are asked by those who keep them (see resource-policy.ts). */
export class Authorizer {
  readonly #cloud: Cloud;
  readonly #roles: RoleStore;

  constructor(cloud: Cloud, roles: RoleStore) {
    this.#cloud = cloud;
    this.#roles = roles;
  }

  authorize(caller: Caller, needed: Authorization): void {
    for (const resource of needed.resources) {
      const reason = this.#refusalOf(caller, needed, resource);
      if (reason) throw refusal(caller, needed.action, resource, reason);
    }
  }

  allows(caller: Caller, needed: Authorization): boolean {
    return needed.resources.every((resource) => !this.#refusalOf(caller, needed, resource));
  }

  denies(caller: Caller, needed: Authorization): boolean {
    return needed.resources.some((resource) => this.#refusalOf(caller, needed, resource) === 'identity-deny');
  }

  authorizeAssumeRole(caller: Caller, roleArn: string, given: Authorization['context']): number {
    const action = 'sts:AssumeRole';
    const role = this.#roles.get(roleArn);
    const trust = role && decide(role.trust.statements, { caller, action, context: requestContext(this.#cloud, caller, given) });
    const byIdentity = this.#refusalOf(caller, { action, resources: [roleArn], ...(given ? { context: given } : {}) }, roleArn);
    // Naming the caller in the trust policy is enough within the account; naming the account leaves it to its own policies.
    const trustIsEnough = trust?.named === 'exact' && caller.accountId === role?.accountId && byIdentity !== 'identity-deny';
    if (role && trust?.effect === 'Allow' && (!byIdentity || trustIsEnough)) return role.maxSession;
    // Without its reason: STS does not tell whether the role exists.
    throw new AwsError('AccessDenied', `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}`, 403);
  }

  assertRoleTrusts(roleArn: string, servicePrincipal: string): void {
    const role = this.#roles.get(roleArn);
    if (!role) throw new AwsError('NoSuchEntity', `The role ${roleArn} cannot be found`, 404);
    const caller = { accountId: role.accountId, arn: servicePrincipal, accessKeyId: '', servicePrincipal };
    // Which resource the service acts for is not known here, so that conditions on it count as met.
    const statements = role.trust.statements.map((statement) => withoutSource(statement));
    const { effect } = decide(statements, { caller, action: 'sts:AssumeRole', context: requestContext(this.#cloud, caller) });
    if (effect !== 'Allow')
      throw new AwsError('AccessDenied', `The service ${servicePrincipal} is not trusted by the role ${roleArn} and cannot assume it`, 403);
  }

  #refusalOf(caller: Caller, needed: Authorization, resource: string): Reason | undefined {
    // A service by itself has no policies: what it may do stands in those of the resource.
    if (caller.servicePrincipal !== undefined) return 'no-identity-policy';
    if (caller.roleArn === undefined) return undefined;
    const context = requestContext(this.#cloud, caller, needed.context);
    const { effect } = decide(this.#statementsOf(caller.roleArn, needed.action), { caller, action: needed.action, resource, context });
    if (effect === 'Allow') return undefined;
    return effect === 'Deny' ? 'identity-deny' : 'no-identity-policy';
  }

  /** Those of the role's policies that speak of the action. */
  #statementsOf(roleArn: string, action: string): readonly Statement[] {
    const role = this.#roles.get(roleArn);
    if (!role) return [];
    const statements: Statement[] = [];
    for (const policies of [role.inline, role.attached]) {
      for (const policy of policies.values()) statements.push(...statementsAbout(policy.statements, action));
    }
    return statements;
  }
}

function withoutSource(statement: Statement): Statement {
  return { ...statement, conditions: statement.conditions.filter(({ key }) => key !== 'aws:sourcearn') };
}
