import { notServed } from './errors.ts';

/** What a request may ask for beyond content and metadata, and the values that change nothing here. */
const plain: Readonly<Record<string, readonly unknown[]>> = {
  ACL: ['private', 'bucket-owner-full-control'],
  StorageClass: ['STANDARD'],
  ServerSideEncryption: ['AES256'],
  ObjectLockEnabledForBucket: [false],
  ObjectLockMode: [],
  ObjectLockLegalHoldStatus: ['OFF'],
  ObjectLockRetainUntilDate: [],
  Tagging: [],
  TaggingDirective: ['COPY'],
  WebsiteRedirectLocation: [],
  SSEKMSKeyId: [],
  SSECustomerAlgorithm: [],
  BucketKeyEnabled: [false],
  GrantRead: [],
  GrantWrite: [],
  GrantReadACP: [],
  GrantWriteACP: [],
  GrantFullControl: [],
};

/** Throws for what would have to be kept and is not: silence would claim that it was. */
export function assertServed(input: object): void {
  const asked = Object.entries(input).find(([name, value]) => value !== undefined && plain[name] && !plain[name].includes(value));
  if (asked) throw notServed(`${asked[0]} of objects and buckets`);
}
