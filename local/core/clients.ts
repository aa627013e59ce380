import { inProcessRequestHandler } from '../http/in-process.ts';
import type { Handle } from './wire.ts';
import type { InProcessRequestHandler } from '../http/in-process.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ClientConfig {
  readonly region: string;
  readonly requestHandler: InProcessRequestHandler;
  readonly credentials: Credentials;
  readonly maxAttempts: number;
}

/**
 * What an SDK client needs to talk to the cloud in this process: `new GlueClient(clientConfig(cloud, '111111111111'))`.
 * One attempt only, since the SDK waits between attempts on the machine's time.
 * @param who an account id for its administrator, or the credentials of a session
 */
export function clientConfig(cloud: { readonly handle: Handle; readonly region: string }, who: string | Credentials): ClientConfig {
  const credentials = typeof who === 'string' ? { accessKeyId: who, secretAccessKey: 'local' } : who;
  return { region: cloud.region, requestHandler: inProcessRequestHandler(cloud), credentials, maxAttempts: 1 };
}
