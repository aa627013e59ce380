import type {
  DeleteModelPackageGroupPolicyCommandInput,
  GetModelPackageGroupPolicyCommandInput,
  GetModelPackageGroupPolicyCommandOutput,
  PutModelPackageGroupPolicyCommandInput,
  PutModelPackageGroupPolicyCommandOutput,
} from '@aws-sdk/client-sagemaker';
import type { Call, Output } from '../core/service.ts';
import { parseResourcePolicy } from '../iam/index.ts';
import { validation } from './errors.ts';
import type { Registry } from './registry.ts';

/** Resource policies of model package groups. */
export function groupPolicyOperations(registry: Registry) {
  return {
    PutModelPackageGroupPolicy(input: PutModelPackageGroupPolicyCommandInput, { caller }: Call): Output<PutModelPackageGroupPolicyCommandOutput> {
      const group = registry.group(caller.accountId, input.ModelPackageGroupName);
      const text = input.ResourcePolicy ?? '';
      group.policy = { text, statements: parsed(text) };
      return { ModelPackageGroupArn: group.arn };
    },

    GetModelPackageGroupPolicy(input: GetModelPackageGroupPolicyCommandInput, { caller }: Call): Output<GetModelPackageGroupPolicyCommandOutput> {
      const group = registry.group(caller.accountId, input.ModelPackageGroupName);
      if (group.policy === undefined) throw validation(`Cannot find resource policy for model package group ${group.arn}.`);
      return { ResourcePolicy: group.policy.text };
    },

    DeleteModelPackageGroupPolicy(input: DeleteModelPackageGroupPolicyCommandInput, { caller }: Call): void {
      registry.group(caller.accountId, input.ModelPackageGroupName).policy = undefined;
    },
  };
}

function parsed(text: string): ReturnType<typeof parseResourcePolicy> {
  try {
    return parseResourcePolicy(text);
  } catch (error) {
    throw validation(`The resource policy is not valid: ${error instanceof Error ? error.message : String(error)}`);
  }
}
