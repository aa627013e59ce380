/** An `s3://bucket/key` address; the key may be empty. */
export interface Address {
  readonly bucket: string;
  readonly key: string;
}

export function parseAddress(uri: string): Address | undefined {
  const [, bucket, key = ''] = /^s3a?:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/** The same address as a folder. */
export function folder(uri: string): string {
  return uri.endsWith('/') ? uri : `${uri}/`;
}
