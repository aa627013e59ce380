import { AwsError } from '../core/service.ts';
import type { Caller } from '../core/service.ts';

/** Why IAM says no (IAM user guide, "Troubleshoot access denied error messages"). */
export type Reason = 'no-identity-policy' | 'no-boundary' | 'no-resource-policy' | 'identity-deny' | 'resource-deny';

export function refusal(caller: Caller, action: string, resource: string, reason: Reason): AwsError {
  const who = caller.servicePrincipal ?? caller.arn;
  return new AwsError(
    'AccessDenied',
    `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${because(reason, action)}`,
    403,
  );
}

function because(reason: Reason, action: string): string {
  switch (reason) {
    case 'no-identity-policy':
      return `because no identity-based policy allows the ${action} action`;
    case 'no-boundary':
      return `because no permissions boundary allows the ${action} action`;
    case 'no-resource-policy':
      return `because no resource-based policy allows the ${action} action`;
    case 'identity-deny':
      return 'with an explicit deny in an identity-based policy';
    case 'resource-deny':
      return 'with an explicit deny in a resource-based policy';
  }
}
