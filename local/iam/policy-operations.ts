import type { CreatePolicyCommandInput, CreatePolicyCommandOutput } from '@aws-sdk/client-iam';
import { AwsError, type Call, type Output } from '../core/service.ts';
import { policySize } from './policy-size.ts';
import { roleIdOf } from './role-id.ts';
import { storedPolicy, type RoleStore } from './role-store.ts';

/** Characters of a managed policy without white space (IAM user guide, "IAM and AWS STS quotas"). */
const LONGEST_MANAGED = 6144;

/** Managed policies of an account's own. They have one version and stay. */
export function policyOperations(roles: RoleStore) {
  return {
    CreatePolicy: (input: CreatePolicyCommandInput, call: Call): Output<CreatePolicyCommandOutput> => {
      const { PolicyName = '', Path = '/', PolicyDocument = '' } = input;
      const Arn = `arn:aws:iam::${call.caller.accountId}:policy${Path}${PolicyName}`;
      if (roles.policies.has(Arn)) throw new AwsError('EntityAlreadyExistsException', `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`, 409);
      if (policySize(PolicyDocument) > LONGEST_MANAGED) throw new AwsError('LimitExceededException', `Cannot exceed quota for PolicySize: ${LONGEST_MANAGED}`, 409);
      roles.policies.set(Arn, storedPolicy(PolicyDocument, 'identity'));
      const CreateDate = new Date(call.cloud.clock.now());
      return { Policy: { PolicyName, PolicyId: roleIdOf(Arn).replace('AROA', 'ANPA'), Arn, Path, DefaultVersionId: 'v1', AttachmentCount: 0, IsAttachable: true, CreateDate, UpdateDate: CreateDate } };
    },
  };
}
