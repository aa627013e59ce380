import type { CloudRequest } from './wire.ts';

/** What a SigV4 signature says about its sender. The signature itself is not checked: an emulator's keys are no secrets. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
  readonly sessionToken?: string;
}

const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;
/** SigV4A (several Regions): no Region in the scope. */
const SCOPE_4A = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/aws4_request/;

/** Reads the credential scope of the Authorization header or of a presigned URL. */
export function signatureOf(request: CloudRequest, defaultRegion: string): Signature | undefined {
  const header = request.headers['authorization'];
  const query = header === undefined ? new URLSearchParams(request.query) : undefined;
  const text = header ?? `Credential=${query?.get('X-Amz-Credential') ?? ''}`;
  const token = request.headers['x-amz-security-token'] ?? query?.get('X-Amz-Security-Token') ?? undefined;
  const session = token === undefined ? {} : { sessionToken: token };
  const [, accessKeyId, region, signingName] = SCOPE.exec(text) ?? [];
  if (accessKeyId !== undefined && region !== undefined && signingName !== undefined)
    return { accessKeyId, region, signingName, ...session };
  const [, key, name] = SCOPE_4A.exec(text) ?? [];
  return key === undefined || name === undefined ? undefined : { accessKeyId: key, region: defaultRegion, signingName: name, ...session };
}
