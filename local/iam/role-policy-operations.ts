import { AwsError } from '../core/service.ts';
import { managedPolicy } from './managed-policies.ts';
import { policySize } from './policy-size.ts';
import { storedPolicy } from './role-store.ts';
import type {
  AttachRolePolicyCommandInput,
  DeleteRolePolicyCommandInput,
  DetachRolePolicyCommandInput,
  GetRolePolicyCommandInput,
  GetRolePolicyCommandOutput,
  ListAttachedRolePoliciesCommandInput,
  ListAttachedRolePoliciesCommandOutput,
  ListRolePoliciesCommandInput,
  ListRolePoliciesCommandOutput,
  PutRolePolicyCommandInput,
} from '@aws-sdk/client-iam';
import type { Call, Output } from '../core/service.ts';
import type { RoleStore } from './role-store.ts';

/** Characters of all inline policies of a role, without white space (IAM user guide, "IAM and AWS STS quotas"). */
const LONGEST_INLINE = 10_240;

/** The policies of a role: its own, and the managed ones attached to it. */
export function rolePolicyOperations(roles: RoleStore) {
  const role = (call: Call, name: string | undefined) => roles.named(call.caller.accountId, name ?? '');
  return {
    PutRolePolicy: (input: PutRolePolicyCommandInput, call: Call): object => {
      const { inline } = role(call, input.RoleName);
      const others = [...inline].filter(([name]) => name !== input.PolicyName).map(([, { text }]) => policySize(text));
      if (others.reduce((sum, size) => sum + size, policySize(input.PolicyDocument ?? '')) > LONGEST_INLINE)
        throw new AwsError('LimitExceededException', `Maximum policy size of ${LONGEST_INLINE} bytes exceeded for role ${input.RoleName}`, 409);
      inline.set(input.PolicyName ?? '', storedPolicy(input.PolicyDocument, 'identity'));
      return {};
    },

    GetRolePolicy: (input: GetRolePolicyCommandInput, call: Call): Output<GetRolePolicyCommandOutput> => {
      const policy = role(call, input.RoleName).inline.get(input.PolicyName ?? '');
      if (!policy) throw noPolicy(input.PolicyName);
      return { RoleName: input.RoleName, PolicyName: input.PolicyName, PolicyDocument: encodeURIComponent(policy.text) };
    },

    ListRolePolicies: (input: ListRolePoliciesCommandInput, call: Call): Output<ListRolePoliciesCommandOutput> => ({
      PolicyNames: [...role(call, input.RoleName).inline.keys()].sort(),
      IsTruncated: false,
    }),

    DeleteRolePolicy: (input: DeleteRolePolicyCommandInput, call: Call): object => {
      if (!role(call, input.RoleName).inline.delete(input.PolicyName ?? '')) throw noPolicy(input.PolicyName);
      return {};
    },

    AttachRolePolicy: (input: AttachRolePolicyCommandInput, call: Call): object => {
      const arn = input.PolicyArn ?? '';
      role(call, input.RoleName).attached.set(arn, managedPolicy(arn, roles.policies));
      return {};
    },

    DetachRolePolicy: (input: DetachRolePolicyCommandInput, call: Call): object => {
      if (!role(call, input.RoleName).attached.delete(input.PolicyArn ?? '')) throw noPolicy(input.PolicyArn);
      return {};
    },

    ListAttachedRolePolicies: (input: ListAttachedRolePoliciesCommandInput, call: Call): Output<ListAttachedRolePoliciesCommandOutput> => ({
      AttachedPolicies: [...role(call, input.RoleName).attached.keys()].map((PolicyArn) => ({
        PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
        PolicyArn,
      })),
      IsTruncated: false,
    }),
  };
}

function noPolicy(name: string | undefined): AwsError {
  return new AwsError('NoSuchEntityException', `The role policy with name ${name ?? ''} cannot be found.`, 404);
}
