import type { PolicyEvaluationDecisionType, SimulatePrincipalPolicyCommandInput, SimulatePrincipalPolicyCommandOutput } from '@aws-sdk/client-iam';
import { AwsError, type Call, type Caller, type Output } from '../core/service.ts';
import type { RoleStore } from './role-store.ts';

/** The part of the authorizer that is asked. */
interface Answers {
  allows(caller: Caller, needed: { action: string; resources: readonly string[] }): boolean;
  denies(caller: Caller, needed: { action: string; resources: readonly string[] }): boolean;
}

/**
 * What a role's own policies say to each action on each resource, without doing anything (IAM API reference,
 * SimulatePrincipalPolicy). Without resources, on all.
 */
export function simulation(roles: RoleStore, answers: Answers) {
  return {
    SimulatePrincipalPolicy: (
      input: SimulatePrincipalPolicyCommandInput,
      call: Call,
    ): Output<SimulatePrincipalPolicyCommandOutput> => {
      const roleArn = input.PolicySourceArn ?? '';
      if (roles.get(roleArn)?.accountId !== call.caller.accountId) throw new AwsError('NoSuchEntityException', `The entity ${roleArn} cannot be found.`, 404);
      const caller: Caller = { accountId: call.caller.accountId, arn: roleArn, roleArn, accessKeyId: '' };
      const resources = input.ResourceArns ?? ['*'];
      return {
        EvaluationResults: (input.ActionNames ?? []).flatMap((action) =>
          resources.map((resource) => {
            const needed = { action, resources: [resource] };
            return { EvalActionName: action, EvalResourceName: resource, EvalDecision: decisionOf(answers, caller, needed) };
          }),
        ),
        IsTruncated: false,
      };
    },
  };
}

function decisionOf(answers: Answers, caller: Caller, needed: { action: string; resources: readonly string[] }): PolicyEvaluationDecisionType {
  if (answers.allows(caller, needed)) return 'allowed';
  return answers.denies(caller, needed) ? 'explicitDeny' : 'implicitDeny';
}
