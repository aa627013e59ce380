import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Environment } from '../runtime/environment.ts';
import { counted } from './counted.ts';

const sts = counted(new STSClient({}));

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Credentials of a subscription's reader role. The session is named after the change, so that audit logs show it. */
export async function assumeReader({ readerRolePrefix }: Environment, subscription: string, changeId: string): Promise<Credentials> {
  const { Credentials: session } = await sts.send(
    new AssumeRoleCommand({ RoleArn: readerRolePrefix + subscription, RoleSessionName: changeId, DurationSeconds: 900 }),
  );
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = session ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw new Error('STS answered without credentials');
  return { accessKeyId, secretAccessKey, sessionToken };
}
