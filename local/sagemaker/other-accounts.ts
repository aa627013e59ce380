import { authorizeOnResource } from '../iam/index.ts';
import type { Call } from '../core/service.ts';
import type { ModelPackage, PackageGroup } from './model.ts';
import type { Registry } from './registry.ts';

/**
 * The group that a call names: of another account by its ARN, where the group's policy and the caller's own both allow it (SageMaker AI
 * developer guide, "Deploy a Model Version from a Different Account"). Throws ValidationException, AccessDeniedException.
 */
export function reachGroup(registry: Registry, { cloud, caller, operation }: Call, nameOrArn: string | undefined): PackageGroup {
  const foreign = registry.anyGroup(nameOrArn ?? '');
  if (foreign === undefined || foreign.account === caller.accountId) return registry.group(caller.accountId, nameOrArn);
  const needed = { action: `sagemaker:${operation}`, resources: [foreign.arn] };
  authorizeOnResource(cloud, caller, needed, { owner: foreign.account, policy: foreign.policy?.statements });
  return foreign;
}

/** The package that a call names, likewise. */
export function reachPackage(registry: Registry, { cloud, caller, operation }: Call, arn: string | undefined): ModelPackage {
  const groupArn = (arn ?? '').replace(':model-package/', ':model-package-group/').replace(/\/\d+$/, '');
  const group = registry.anyGroup(groupArn);
  const found = group?.packages.find((candidate) => candidate.arn === arn);
  if (group === undefined || found === undefined || group.account === caller.accountId) return registry.package(caller.accountId, arn);
  const needed = { action: `sagemaker:${operation}`, resources: [found.arn] };
  authorizeOnResource(cloud, caller, needed, { owner: group.account, policy: group.policy?.statements });
  return found;
}
