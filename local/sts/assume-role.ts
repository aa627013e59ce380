import { AwsError } from '../core/service.ts';
import { roleIdOf } from '../iam/role-id.ts';
import type { AssumeRoleCommandInput, AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import type { Call, Output } from '../core/service.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Sessions } from './sessions.ts';

const DEFAULT_SECONDS = 3600;
const SHORTEST_SECONDS = 900;
/** A session that was got by a session may not last longer (IAM user guide, "Role chaining"). */
const CHAINED_SECONDS = 3600;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** AssumeRole: both the caller's policies and the role's trust policy have to agree. */
export function assumeRole(
  cloud: Cloud,
  sessions: Sessions,
): (input: AssumeRoleCommandInput, call: Call) => Output<AssumeRoleCommandOutput> {
  return (input, { caller }) => {
    const { RoleArn = '', RoleSessionName = '', DurationSeconds = DEFAULT_SECONDS, ExternalId } = input;
    refuseUnserved(input);
    if (!SESSION_NAME.test(RoleSessionName)) throw pattern('roleSessionName', RoleSessionName, '[\\w+=,.@-]{2,64}');
    const longest = cloud.iam.authorizeAssumeRole(caller, RoleArn, {
      'sts:rolesessionname': RoleSessionName,
      ...(ExternalId === undefined ? {} : { 'sts:externalid': ExternalId }),
    });
    assertDuration(DurationSeconds, longest, caller.roleArn !== undefined);
    const { credentials, caller: session } = sessions.open(RoleArn, RoleSessionName, DurationSeconds);
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: credentials.expiration,
      },
      AssumedRoleUser: { AssumedRoleId: `${roleIdOf(RoleArn)}:${RoleSessionName}`, Arn: session.arn },
    };
  };
}

/** Session policies, tags and MFA change what a session may do; leaving them out silently would widen it. */
function refuseUnserved(input: AssumeRoleCommandInput): void {
  const unserved = (
    ['Policy', 'PolicyArns', 'Tags', 'TransitiveTagKeys', 'SerialNumber', 'TokenCode', 'ProvidedContexts', 'SourceIdentity'] as const
  ).filter((member) => input[member] !== undefined);
  if (unserved.length > 0)
    throw new AwsError('NotServedByLocalCloud', `The local cloud does not serve AssumeRole with ${unserved.join(', ')}`, 501);
}

function assertDuration(seconds: number, longest: number, isChained: boolean): void {
  if (seconds < SHORTEST_SECONDS)
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: ` +
        `Member must have value greater than or equal to ${SHORTEST_SECONDS}`,
    );
  if (isChained && seconds > CHAINED_SECONDS)
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  if (seconds > longest)
    throw new AwsError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
}

function pattern(path: string, value: string, wanted: string): AwsError {
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ` +
      `Member must satisfy regular expression pattern: ${wanted}`,
  );
}
