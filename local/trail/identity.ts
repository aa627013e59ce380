import { roleIdOf } from '../iam/role-id.ts';
import type { Caller } from '../core/service.ts';

/**
 * The `userIdentity` of a record (CloudTrail user guide, "CloudTrail userIdentity element").
 * @param since when the session began
 * @param invokedBy the service that called on the caller's behalf
 */
export function userIdentity(caller: Caller, since: string, invokedBy?: string): Record<string, unknown> {
  return { ...identityOf(caller, since), ...(invokedBy === undefined ? {} : { invokedBy }) };
}

/** How a caller is told of who does not share its ARNs with the other account (Lake Formation developer guide, "Cross-account CloudTrail logging"). */
export function unnamedIdentity({ accountId, roleArn, arn }: Caller): Record<string, unknown> {
  const principalId = roleArn === undefined ? accountId : `${roleIdOf(roleArn)}:${arn.slice(arn.lastIndexOf('/') + 1)}`;
  return { type: 'AWSAccount', principalId, accountId };
}

function identityOf(caller: Caller, since: string): Record<string, unknown> {
  if (caller.servicePrincipal !== undefined) return { type: 'AWSService', invokedBy: caller.servicePrincipal };
  const { accountId, arn, accessKeyId, roleArn } = caller;
  if (roleArn === undefined) return { type: 'Root', principalId: accountId, arn, accountId, accessKeyId };
  const principalId = roleIdOf(roleArn);
  const userName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${arn.slice(arn.lastIndexOf('/') + 1)}`,
    arn,
    accountId,
    accessKeyId,
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId, arn: roleArn, accountId, userName },
      attributes: { creationDate: since, mfaAuthenticated: 'false' },
    },
  };
}
