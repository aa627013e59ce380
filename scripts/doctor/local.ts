import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { RealClock } from '../../local/core/real-clock.ts';
import { serveCloud } from '../../local/http/server.ts';
import { boot } from '../../local/scenario/boot.ts';
import type { Deployment } from '../../local/scenario/boot.ts';
import type { MeshNames } from '../../local/scenario/bootstrap.ts';
import type { ClientConfig } from './clients.ts';

/** A local cloud to look at. */
export interface Place {
  readonly what: string;
  readonly config: (account: string) => ClientConfig;
  /** Where it answers clients that know nothing but a URL. */
  readonly endpoint: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** The local cloud that runs at the port, or else one of its own, bootstrapped, until `close`. */
export async function localPlace(port: number, names: MeshNames, deployment: Deployment): Promise<Place> {
  const running = await runningAt(port, names);
  if (running) return running;
  const clock = new RealClock({ speed: 1 });
  const cloud = await boot(names, deployment, clock, new SeededDice('doctor'));
  let server: ReturnType<typeof serveCloud> | undefined;
  return {
    what: 'a local cloud of its own',
    config: (account) => clientConfig(cloud, account),
    endpoint: async () => `http://127.0.0.1:${(await (server ??= serveCloud(cloud, 0))).port}`,
    close: async () => {
      await (await server)?.close();
      await cloud.close();
      clock.close();
    },
  };
}

async function runningAt(port: number, names: MeshNames): Promise<Place | undefined> {
  const endpoint = `http://127.0.0.1:${port}`;
  const config = (accessKeyId: string): ClientConfig => ({ endpoint, region: names.region, credentials: { accessKeyId, secretAccessKey: 'local' }, maxAttempts: 1 });
  const sts = new STSClient(config(names.accounts.consumer));
  try {
    await sts.send(new GetCallerIdentityCommand({}));
    return { what: `the local cloud at ${endpoint}`, config, endpoint: async () => endpoint, close: async () => sts.destroy() };
  } catch (error) {
    // Nobody listens there. Anything else is a local cloud in trouble.
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return undefined;
    throw error;
  }
}

/** The same, in a role of the account: Lake Formation shows its grants to data lake administrators. */
export async function inRole(config: ClientConfig, account: string, role: string): Promise<ClientConfig> {
  const sts = new STSClient(config);
  const { Credentials: session } = await sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${role}`, RoleSessionName: 'doctor' }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken = '' } = session ?? {};
  return { ...config, credentials: { accessKeyId, secretAccessKey, sessionToken } };
}
