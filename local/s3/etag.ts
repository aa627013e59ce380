import { createHash, hash } from 'node:crypto';

/** The quoted MD5 of a body: the ETag of an object uploaded in one part (Amazon S3 API reference, "Object"). */
export function etagOf(body: Uint8Array): string {
  return `"${hash('md5', body)}"`;
}

/** MD5 of the parts' MD5s and their number (Amazon S3 user guide, "Checking object integrity"). */
export function multipartEtag(partEtags: readonly string[]): string {
  const md5 = createHash('md5');
  for (const etag of partEtags) md5.update(Buffer.from(unquoted(etag), 'hex'));
  return `"${md5.digest('hex')}-${partEtags.length}"`;
}

/** Clients send ETags with and without quotes; S3 takes both. */
export function sameEtag(a: string, b: string): boolean {
  return unquoted(a) === unquoted(b);
}

function unquoted(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}
