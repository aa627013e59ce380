import type { BatchPermissionsRequestEntry, RegisterResourceCommandInput } from '@aws-sdk/client-lakeformation';
import type { Authorization, Call, Service } from '../core/service.ts';
import { isExternal } from './principals.ts';

/** Shared resource types, as the managed policy AWSLakeFormationCrossAccountManager names them. */
const SHARED = ['glue:Table', 'glue:Database', 'glue:Catalog'];

type GrantEntry = Pick<BatchPermissionsRequestEntry, 'Principal' | 'Resource'>;

/** Beside the action itself: handing over a role, and sharing through RAM in the caller's name. */
export const AUTHORIZE: NonNullable<Service['authorize']> = {
  RegisterResource: authorizeRegistration,
  GrantPermissions: (input: GrantEntry, call: Call) => authorizeGrants([input], call),
  BatchGrantPermissions: (input: { Entries?: readonly GrantEntry[] }, call: Call) => authorizeGrants(input.Entries ?? [], call),
};

/** Registering hands a role to Lake Formation (developer guide, "Registering an Amazon S3 location"). */
function authorizeRegistration(input: RegisterResourceCommandInput): readonly Authorization[] {
  const register = { action: 'lakeformation:RegisterResource', resources: ['*'] };
  if (input.RoleArn === undefined) return [register];
  return [
    register,
    { action: 'iam:PassRole', resources: [input.RoleArn], context: { 'iam:passedtoservice': 'lakeformation.amazonaws.com' } },
  ];
}

/** Who shares with another account needs RAM's permissions (developer guide, "Updating cross-account data sharing version settings"). */
function authorizeGrants(entries: readonly GrantEntry[], call: Call): readonly Authorization[] {
  const grant = { action: `lakeformation:${call.operation}`, resources: ['*'] };
  const external = entries.some(({ Principal }) =>
    isExternal(Principal?.DataLakePrincipalIdentifier ?? call.caller.accountId, call.caller.accountId),
  );
  if (!external) return [grant];
  const share = `arn:aws:ram:${call.region}:${call.caller.accountId}:resource-share/*`;
  return [
    grant,
    { action: 'ram:CreateResourceShare', resources: ['*'], context: { 'ram:requestedresourcetype': SHARED } },
    { action: 'ram:AssociateResourceShare', resources: [share], context: { 'ram:resourcesharename': 'LakeFormation' } },
  ];
}
