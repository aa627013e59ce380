import { AwsError } from '../core/service.ts';
import { Sessions } from './sessions.ts';
import { assumeRole } from './assume-role.ts';
import { callerIdentity } from './caller-identity.ts';
import type { Cloud, Sts } from '../core/cloud.ts';
import type { Service } from '../core/service.ts';

/** Sessions that AWS services hold for a role: the longest that a role may allow. */
const SERVICE_SESSION_SECONDS = 12 * 3600;

/** AWS STS: who a key is, and sessions of roles. */
export function createSts(cloud: Cloud): { service: Service; sts: Sts & Pick<Sessions, 'refusalOf'> } {
  const sessions = new Sessions(cloud.clock, cloud.dice);
  const sts = {
    sessionFor: (roleArn: string, sessionName: string) => {
      assertRole(cloud, roleArn);
      return sessions.open(roleArn, sessionName, SERVICE_SESSION_SECONDS).credentials;
    },
    serviceAs: (roleArn: string, sessionName: string) => {
      assertRole(cloud, roleArn);
      return sessions.unseen(roleArn, sessionName);
    },
    callerOf: (accessKeyId: string) => sessions.callerOf(accessKeyId),
    refusalOf: (signature: { accessKeyId: string; sessionToken?: string }) => sessions.refusalOf(signature),
  };
  const service: Service = {
    id: 'sts',
    iamPrefix: 'sts',
    operations: { AssumeRole: assumeRole(cloud, sessions), GetCallerIdentity: callerIdentity(cloud) },
    // GetCallerIdentity needs no permission (STS API reference); AssumeRole is decided together with the role's trust policy.
    authorize: { AssumeRole: () => [], GetCallerIdentity: () => [] },
  };
  return { service, sts };
}

function assertRole(cloud: Cloud, roleArn: string): void {
  if (!cloud.iam.roleExists(roleArn)) throw new AwsError('NoSuchEntity', `The role ${roleArn} cannot be found`, 404);
}
