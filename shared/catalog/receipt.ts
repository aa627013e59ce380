import * as z from 'zod/mini';
import { grantKey, minus, type Grant } from './grant-plan.ts';

const place = { catalogId: z.string(), database: z.string() };

const resource = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('database'), ...place }),
    z.object({ kind: z.literal('table'), ...place, table: z.string() }),
    z.object({ kind: z.literal('all tables'), ...place }),
    z.object({
      kind: z.literal('tagged'),
      catalogId: z.string(),
      type: z.enum(['DATABASE', 'TABLE']),
      tags: z.record(z.string(), z.array(z.string())),
    }),
  ]),
);

/** What we granted because it was not there. */
const receipt = z.lazy(() =>
  z.object({
    principal: z.string(),
    resource,
    permissions: z.array(z.enum(['SELECT', 'DESCRIBE', 'OPT_IN'])),
    /** It was to be taken back, and Lake Formation does not show the resource any more: without effect until it is shared again. */
    outOfSight: z.optional(z.boolean()),
  }),
);

/** The receipts of one database, or of all LF-Tag policies. */
export const receiptsDocument = z.lazy(() => z.object({ receipts: z.array(receipt) }));

export type Receipt = z.infer<typeof receipt>;

/** With what is about to be granted. A grant that is made again is in sight. */
export function withReceipts(before: readonly Receipt[], grants: readonly Grant[]): readonly Receipt[] {
  const others = minus(before, grants).map((each) => ({ ...each, permissions: [...each.permissions] }));
  const added = grants.map(({ principal, resource: on, permissions }) => ({ principal, resource: structuredClone(on), permissions: [...permissions] }));
  return [...others, ...added].map((each) => receiptOf(each));
}

export function withoutReceipts(before: readonly Receipt[], grants: readonly Grant[]): readonly Receipt[] {
  return minus(before, grants).map((each) => receiptOf(each));
}

/** With the mark that these could not be taken back. */
export function withOutOfSight(before: readonly Receipt[], grants: readonly Grant[]): readonly Receipt[] {
  const marked = new Set(grants.map(grantKey));
  return before.map((each) => (marked.has(grantKey(each)) ? { ...each, outOfSight: true } : each));
}

function receiptOf(grant: Grant & { readonly outOfSight?: boolean | undefined }): Receipt {
  const { principal, permissions, outOfSight } = grant;
  return { ...receipt.parse({ principal, resource: grant.resource, permissions }), ...(outOfSight === true && { outOfSight }) };
}
