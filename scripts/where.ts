import { SyncError } from '../shared/runtime/errors.ts';
import { InvalidMesh } from './build/mesh.ts';

/** Where a command asks: a running local cloud, or AWS with a profile. */
export type Where = { readonly port: number } | { readonly profile: string };

/** A wrong command line: said without a stack. */
export class UsageError extends Error {}

/** The options that say where, for `parseArgs`. */
export const whereOptions = {
  local: { type: 'boolean', default: false },
  port: { type: 'string', default: '4580' },
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws UsageError */
export function readWhere({ local, port: given, profile }: { readonly local: boolean; readonly port: string; readonly profile?: string | undefined }): Where {
  if (local === (profile !== undefined)) throw new UsageError('Say where: --local for a running local cloud, or --profile NAME for AWS.');
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(`--port wants a port from 1 to 65535, not "${given}".`);
  return profile === undefined ? { port } : { profile };
}

/** What `parse` reads of a command line. @throws UsageError */
export function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** For SDK clients of the consumer's account. */
export function clientsOf(where: Where, { account, region }: { readonly account: string; readonly region: string }) {
  if ('profile' in where) return { region, profile: where.profile };
  const credentials = { accessKeyId: account, secretAccessKey: 'local' };
  return { region, endpoint: `http://127.0.0.1:${where.port}`, forcePathStyle: true, credentials, maxAttempts: 1 };
}

/** What a person can put right, in a sentence; undefined for a mistake of ours. */
export function remedy(error: unknown, usage: string): string | undefined {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`;
  if (error instanceof InvalidMesh) return error.message;
  if (error instanceof SyncError) return `${error.message}.\n  Remedy: ${error.remedy}`;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'There is no local cloud at this port. Start one with `npm run local`, or say its port with --port N.';
  if (error.name === 'NoSuchBucket') return 'The stack of this stage is not deployed here: its bucket does not exist.';
  if (error.name === 'ValidationException') return error.message;
  return /CredentialsProviderError|ExpiredToken|AccessDenied/.test(error.name) ? `${error.name}: ${error.message}` : undefined;
}
