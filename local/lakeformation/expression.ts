import type { LFTag } from '@aws-sdk/client-lakeformation';

/** LF-Tags that a resource must have: every key, with one of its values. Sorted, so that equal expressions look equal. */
export type Expression = readonly { readonly key: string; readonly values: readonly string[] }[];

/** One value per key: what a resource carries. */
export type Tags = ReadonlyMap<string, string>;

/** Keys and values are stored in lower case (Lake Formation developer guide, "LF-Tag-based access control best practices"). */
export function toExpression(tags: readonly LFTag[]): Expression {
  return tags
    .map(({ TagKey, TagValues }) => ({
      key: (TagKey ?? '').toLowerCase(),
      values: (TagValues ?? []).map((value) => value.toLowerCase()).toSorted(),
    }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

export function toTags(expression: Expression): LFTag[] {
  return expression.map(({ key, values }) => ({ TagKey: key, TagValues: [...values] }));
}

/** AND over keys, OR over values; `*` stands for every value of a key. */
export function matches(expression: Expression, tags: Tags): boolean {
  return expression.every(({ key, values }) => {
    const value = tags.get(key);
    return value !== undefined && (values.includes(value) || values.includes('*'));
  });
}

export function sameExpression(a: Expression, b: Expression): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
