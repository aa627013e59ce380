import { AwsError } from '../core/service.ts';
import { allowing, decide, type Policies, type Question } from './decide.ts';
import { refusal } from './refusal.ts';
import { requestContext } from './context.ts';
import type { Authorization, Caller } from '../core/service.ts';
import type { AccessDecision, Cloud } from '../core/cloud.ts';
import type { Reason } from './refusal.ts';
import type { Role, RoleStore } from './role-store.ts';
import type { Statements } from './policy-document.ts';

/** Answers what identities may do. Policies of resources are asked by those who keep them (see resource-policy.ts). */
export class Authorizer {
  readonly #cloud: Cloud;
  readonly #roles: RoleStore;
  readonly #onDecision: Cloud['iam']['onDecision'];

  constructor(cloud: Cloud, roles: RoleStore, onDecision?: Cloud['iam']['onDecision']) {
    this.#cloud = cloud;
    this.#roles = roles;
    this.#onDecision = onDecision;
  }

  authorize(caller: Caller, needed: Authorization): void {
    for (const resource of needed.resources) {
      const reason = this.#refusalOf(caller, needed, resource);
      if (!reason) continue;
      this.#onDecision?.({ policy: 'identity', caller, action: needed.action, resource, allowedBy: [] });
      throw refusal(caller, needed.action, resource, reason);
    }
  }

  allows(caller: Caller, needed: Authorization): boolean {
    return needed.resources.every((resource) => !this.#refusalOf(caller, needed, resource));
  }

  denies(caller: Caller, needed: Authorization): boolean {
    // What a boundary leaves out, a resource's policy cannot give to the role either (as above).
    return needed.resources.some((resource) => ['identity-deny', 'no-boundary'].includes(this.#refusalOf(caller, needed, resource) ?? ''));
  }

  authorizeAssumeRole(caller: Caller, roleArn: string, given: Authorization['context']): number {
    const action = 'sts:AssumeRole';
    const role = this.#roles.get(roleArn);
    const question = { caller, action, context: requestContext(this.#cloud, caller, given) };
    const trust = role && decide([role.trust.statements], question);
    const byIdentity = this.#refusalOf(caller, { action, resources: [roleArn], ...(given ? { context: given } : {}) }, roleArn);
    // Naming the caller in the trust policy is enough within the account; naming the account leaves it to its own policies.
    const trustIsEnough = trust?.named === 'exact' && caller.accountId === role?.accountId && byIdentity !== 'identity-deny' && byIdentity !== 'no-boundary';
    if (role && trust?.effect === 'Allow' && (!byIdentity || trustIsEnough)) {
      this.#tell('trust', [role.trust.statements], { ...question, resource: roleArn });
      return role.maxSession;
    }
    this.#onDecision?.({ policy: 'trust', caller, action, resource: roleArn, allowedBy: [] });
    // Without its reason: STS does not tell whether the role exists.
    throw new AwsError('AccessDenied', `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}`, 403);
  }

  assertRoleTrusts(roleArn: string, servicePrincipal: string): void {
    const role = this.#roles.get(roleArn);
    if (!role) throw new AwsError('NoSuchEntity', `The role ${roleArn} cannot be found`, 404);
    const caller = { accountId: role.accountId, arn: servicePrincipal, accessKeyId: '', servicePrincipal };
    const statements = [role.trust.statements.ofServices];
    const question = { caller, action: 'sts:AssumeRole', resource: roleArn, context: requestContext(this.#cloud, caller) };
    const { effect } = decide(statements, question);
    if (effect === 'Allow') this.#tell('trust', statements, question);
    else
      throw new AwsError('AccessDenied', `The service ${servicePrincipal} is not trusted by the role ${roleArn} and cannot assume it`, 403);
  }

  #refusalOf(caller: Caller, needed: Authorization, resource: string): Reason | undefined {
    // A service by itself has no policies: what it may do stands in those of the resource.
    if (caller.servicePrincipal !== undefined) return 'no-identity-policy';
    if (caller.roleArn === undefined) return undefined;
    const context = requestContext(this.#cloud, caller, needed.context);
    const role = this.#roles.get(caller.roleArn);
    const policies = role === undefined ? [] : policiesOf(role);
    const question = { caller, action: needed.action, resource, context };
    const { effect } = decide(policies, question);
    // Both have to allow (IAM user guide, "Permissions boundaries for IAM entities").
    const boundary = role?.boundary;
    if (boundary && effect !== 'Deny') {
      const limit = decide([boundary.policy.statements], question).effect;
      if (limit === 'Deny') return 'identity-deny';
      if (limit === 'none') return 'no-boundary';
    }
    if (effect === 'Allow') {
      this.#tell('identity', policies, question);
      return undefined;
    }
    return effect === 'Deny' ? 'identity-deny' : 'no-identity-policy';
  }

  #tell(policy: AccessDecision['policy'], policies: Policies, question: Question & { readonly resource: string }): void {
    if (!this.#onDecision) return;
    const { caller, action, resource } = question;
    this.#onDecision({ policy, caller, action, resource, allowedBy: allowing(policies, question) });
  }
}

function policiesOf({ inline, attached }: Role): Policies {
  const policies: Statements[] = [];
  for (const { statements } of inline.values()) policies.push(statements);
  for (const { statements } of attached.values()) policies.push(statements);
  return policies;
}
