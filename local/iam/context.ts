import type { Authorization, Caller } from '../core/service.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Context } from './condition.ts';
import { roleIdOf } from './role-id.ts';

/** The id that `aws:PrincipalOrgID` has for the accounts of the cloud's Organization. */
export const ORGANIZATION_ID = 'o-localcloud1';

/** The keys that every request has (IAM user guide, "AWS global condition context keys"), and those of the request itself. */
export function requestContext(
  cloud: Pick<Cloud, 'clock' | 'region' | 'organization'>,
  caller: Caller,
  given: Authorization['context'] = {},
): Context {
  const now = cloud.clock.now();
  const own: Record<string, readonly string[]> = {};
  for (const [key, value] of Object.entries(given)) own[key.toLowerCase()] = typeof value === 'string' ? [value] : value;
  let ofPrincipal: Readonly<Record<string, readonly string[]>> | undefined;
  // Worked out only for a key that a condition asks for, as hardly any does.
  return (key) => {
    const value = own[key];
    if (value !== undefined) return value;
    switch (key) {
      case 'aws:currenttime':
        return [new Date(now).toISOString()];
      case 'aws:epochtime':
        return [String(Math.floor(now / 1000))];
      case 'aws:requestedregion':
        return [cloud.region];
      // The cloud is reached without TLS but stands for endpoints that require it.
      case 'aws:securetransport':
        return ['true'];
      case 'aws:principalorgid':
        return cloud.organization.includes(caller.accountId) && caller.servicePrincipal === undefined ? [ORGANIZATION_ID] : [];
      default:
        ofPrincipal ??= principalKeys(caller);
        return ofPrincipal[key] ?? [];
    }
  };
}

function principalKeys(caller: Caller): Record<string, readonly string[]> {
  if (caller.servicePrincipal !== undefined) {
    return {
      'aws:principalisawsservice': ['true'],
      'aws:principalservicename': [caller.servicePrincipal],
      'aws:sourceaccount': [caller.accountId],
      ...(caller.sourceArn === undefined ? {} : { 'aws:sourcearn': [caller.sourceArn] }),
    };
  }
  return {
    'aws:principalisawsservice': ['false'],
    'aws:principalaccount': [caller.accountId],
    'aws:principalarn': [caller.roleArn ?? caller.arn],
    'aws:principaltype': [caller.roleArn === undefined ? 'Account' : 'AssumedRole'],
    'aws:userid': [
      caller.roleArn === undefined ? caller.accountId : `${roleIdOf(caller.roleArn)}:${caller.arn.slice(caller.arn.lastIndexOf('/') + 1)}`,
    ],
    ...(caller.sourceArn === undefined ? {} : { 'aws:sourcearn': [caller.sourceArn] }),
  };
}
