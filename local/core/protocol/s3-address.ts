import { decodePath } from './router.ts';
import type { CloudRequest } from '../wire.ts';

/** A bucket as host name: `bucket.s3.eu-central-1.amazonaws.com`, `bucket.s3-eu-central-1…`, `bucket.localhost`. */
const VIRTUAL_HOST = /^(.+?)\.(?:s3[.-](?:.+\.)?amazonaws\.com(?:\.cn)?|s3\.localhost(?:\..+)?|localhost)$/;

/** Bucket and path of an S3 request, whether the bucket is in the host name or leads the path. */
export function s3Address(request: CloudRequest): { bucket?: string; path: string } {
  const inHost = VIRTUAL_HOST.exec(request.host)?.[1];
  if (inHost !== undefined) return { bucket: inHost, path: request.path || '/' };
  const match = /^\/([^/]+)(\/.*)?$/s.exec(request.path);
  if (!match?.[1]) return { path: '/' };
  return { bucket: decodePath(match[1]), path: match[2] ?? '/' };
}
