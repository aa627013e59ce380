import { AwsError } from '../core/service.ts';
import { page } from '../core/pages.ts';
import { managedPolicy } from './managed-policies.ts';
import { policySize } from './policy-size.ts';
import { storedPolicy } from './role-store.ts';
import type {
  CreateRoleCommandInput,
  CreateRoleCommandOutput,
  DeleteRoleCommandInput,
  GetRoleCommandInput,
  GetRoleCommandOutput,
  ListRolesCommandInput,
  ListRolesCommandOutput,
  UpdateAssumeRolePolicyCommandInput,
} from '@aws-sdk/client-iam';
import type { Call, Output } from '../core/service.ts';
import type { Role, RoleStore } from './role-store.ts';

const NAME = /^[\w+=,.@-]{1,64}$/;
const PATH = /^(\/|\/[\u0021-\u007f]+\/)$/;

/** CreateRole and its like. */
export function roleOperations(roles: RoleStore) {
  return {
    CreateRole: (input: CreateRoleCommandInput, call: Call): Output<CreateRoleCommandOutput> => {
      const { RoleName: name = '', Path: path = '/' } = input;
      if (!NAME.test(name))
        throw new AwsError(
          'ValidationError',
          `The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
        );
      if (!PATH.test(path))
        throw new AwsError(
          'ValidationError',
          'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or /.',
        );
      if (roles.find(call.caller.accountId, name))
        throw new AwsError('EntityAlreadyExistsException', `Role with name ${name} already exists.`, 409);
      assertTrustSize(input.AssumeRolePolicyDocument);
      const role = roles.put(
        `arn:aws:iam::${call.caller.accountId}:role${path}${name}`,
        input.AssumeRolePolicyDocument,
        call.cloud.clock.now(),
      );
      role.description = input.Description;
      role.maxSession = sessionSeconds(input.MaxSessionDuration);
      const { PermissionsBoundary: boundary } = input;
      if (boundary !== undefined) role.boundary = { arn: boundary, policy: managedPolicy(boundary, roles.policies) };
      for (const tag of input.Tags ?? []) role.tags.set(tag.Key ?? '', tag.Value ?? '');
      return { Role: describe(role) };
    },

    GetRole: (input: GetRoleCommandInput, call: Call): Output<GetRoleCommandOutput> => ({
      Role: describe(roles.named(call.caller.accountId, input.RoleName ?? '')),
    }),

    ListRoles: (input: ListRolesCommandInput, call: Call): Output<ListRolesCommandOutput> => {
      const found = roles.of(call.caller.accountId).filter((role) => role.path.startsWith(input.PathPrefix ?? '/'));
      const { items, nextToken } = page(found, input.Marker, input.MaxItems ?? 100, 'ValidationError');
      return {
        Roles: items.map(describe),
        IsTruncated: nextToken !== undefined,
        ...(nextToken === undefined ? {} : { Marker: nextToken }),
      };
    },

    DeleteRole: (input: DeleteRoleCommandInput, call: Call): object => {
      const role = roles.named(call.caller.accountId, input.RoleName ?? '');
      if (role.attached.size > 0)
        throw new AwsError('DeleteConflictException', 'Cannot delete entity, must detach all policies first.', 409);
      if (role.inline.size > 0) throw new AwsError('DeleteConflictException', 'Cannot delete entity, must delete policies first.', 409);
      roles.delete(role.arn);
      return {};
    },

    UpdateAssumeRolePolicy: (input: UpdateAssumeRolePolicyCommandInput, call: Call): object => {
      assertTrustSize(input.PolicyDocument);
      roles.named(call.caller.accountId, input.RoleName ?? '').trust = storedPolicy(input.PolicyDocument, 'trust');
      return {};
    },
  };
}

/** Characters of a trust policy without white space (IAM user guide, "IAM and AWS STS quotas"). */
const LONGEST_TRUST = 2048;

function assertTrustSize(document = ''): void {
  if (policySize(document) > LONGEST_TRUST)
    throw new AwsError('LimitExceededException', `Cannot exceed quota for ACLSizePerRole: ${LONGEST_TRUST}`, 409);
}

function sessionSeconds(asked = 3600): number {
  if (asked < 3600 || asked > 43200)
    throw new AwsError(
      'ValidationError',
      `Value '${asked}' at 'maxSessionDuration' failed to satisfy constraint: Member must be between 3600 and 43200`,
    );
  return asked;
}

/** Documents travel percent-encoded (IAM API reference, "GetRole"). */
function describe(role: Role): NonNullable<GetRoleCommandOutput['Role']> {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust.text),
    MaxSessionDuration: role.maxSession,
    ...(role.description === undefined ? {} : { Description: role.description }),
    ...(role.boundary && { PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const, PermissionsBoundaryArn: role.boundary.arn } }),
    ...(role.tags.size === 0 ? {} : { Tags: [...role.tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}
