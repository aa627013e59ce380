import type { LifecycleRule, LifecycleRuleFilter } from '@aws-sdk/client-s3';
import { AwsError } from '../core/service.ts';
import type { Bucket } from './bucket.ts';
import { malformedXml, notServed } from './errors.ts';
import type { Stored } from './stored.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Keys that a rule has expired by `now`. S3 counts the days from the object's creation and rounds up to the next midnight UTC
 * (Amazon S3 user guide, "Lifecycle configuration elements").
 */
export function expire(bucket: Bucket, now: number): string[] {
  const rules = bucket.lifecycle?.filter((rule) => rule.Status === 'Enabled') ?? [];
  // Objects expire at midnight only: between two midnights there is nothing to look for.
  if (rules.length === 0 || Math.floor(bucket.swept / DAY) === Math.floor(now / DAY)) return [];
  bucket.swept = now;
  return [...bucket.objects.values()].filter((object) => rules.some((rule) => isExpired(rule, object, now))).map((object) => object.key);
}

function isExpired(rule: LifecycleRule, object: Stored, now: number): boolean {
  const days = rule.Expiration?.Days;
  const date = rule.Expiration?.Date;
  if (!applies(rule, object)) return false;
  if (days !== undefined) return now >= Math.ceil((object.lastModified + days * DAY) / DAY) * DAY;
  return date !== undefined && now >= date.getTime();
}

function applies(rule: LifecycleRule, object: Stored): boolean {
  const filter: LifecycleRuleFilter = rule.Filter ?? {};
  const prefix = filter.And?.Prefix ?? filter.Prefix ?? rule.Prefix ?? '';
  const above = filter.And?.ObjectSizeGreaterThan ?? filter.ObjectSizeGreaterThan ?? -1;
  const below = filter.And?.ObjectSizeLessThan ?? filter.ObjectSizeLessThan ?? Infinity;
  return object.key.startsWith(prefix) && object.size > above && object.size < below;
}

/** Throws what PutBucketLifecycleConfiguration answers to rules that it refuses, and to those that are not served here. */
export function assertRules(rules: readonly LifecycleRule[]): void {
  if (rules.length === 0 || rules.length > 1000) throw malformedXml();
  const ids = new Set<string>();
  for (const rule of rules) {
    const days = rule.Expiration?.Days;
    if (days !== undefined && days < 1) {
      throw new AwsError('InvalidArgument', "'Days' for Expiration action must be a positive integer");
    }
    if (rule.NoncurrentVersionTransitions ?? rule.Expiration?.ExpiredObjectDeleteMarker) throw notServed('A lifecycle rule about versions');
    if (!rule.Expiration && !rule.AbortIncompleteMultipartUpload && !rule.NoncurrentVersionExpiration && !rule.Transitions)
      throw malformedXml();
    // Exactly one of its members (Amazon S3 API reference, LifecycleRuleFilter).
    if (Object.values(rule.Filter ?? {}).filter((part) => part !== undefined).length > 1) throw malformedXml();
    if (rule.Filter?.Tag ?? rule.Filter?.And?.Tags) throw notServed('A lifecycle rule by object tag');
    if (rule.ID === undefined) continue;
    if (ids.has(rule.ID)) throw new AwsError('InvalidArgument', 'Rule ID must be unique. Found same ID for more than one rule');
    ids.add(rule.ID);
  }
}
