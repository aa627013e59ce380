import { roleIdOf } from '../iam/role-id.ts';
import type { Call, Output } from '../core/service.ts';
import type { Cloud } from '../core/cloud.ts';
import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';

export function callerIdentity(_cloud: Cloud): (input: object, call: Call) => Output<GetCallerIdentityCommandOutput> {
  return (_input, { caller }) => {
    const session = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
    return {
      UserId: caller.roleArn === undefined ? caller.accountId : `${roleIdOf(caller.roleArn)}:${session}`,
      Account: caller.accountId,
      Arn: caller.arn,
    };
  };
}
