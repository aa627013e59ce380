import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

/** The parts of a CloudTrail record that matter here (CloudTrail user guide, "CloudTrail record contents"). */
const record = z.lazy(() =>
  z.looseObject({
    eventName: text,
    userIdentity: z.optional(
      z.looseObject({
        arn: z.optional(z.string()),
        principalId: z.optional(z.string()),
        sessionContext: z.optional(z.looseObject({ sessionIssuer: z.optional(z.looseObject({ arn: z.optional(z.string()) })) })),
      }),
    ),
    // A refused call is an event too.
    errorCode: z.optional(z.string()),
    // Keys differ in case between calls, and large parameters are left out: read both with care.
    requestParameters: z.nullish(z.record(z.string(), z.unknown())),
    responseElements: z.nullish(z.record(z.string(), z.unknown())),
    resources: z.optional(z.array(z.looseObject({ ARN: z.optional(z.string()) }))),
  }),
);

export type CallRecord = z.infer<typeof record>;

/** An API call to `aws.<service>` as CloudTrail reports it. */
export function cloudTrailCall<const Source extends string>(id: string, source: Source) {
  return contract({ id, source, detailType: 'AWS API Call via CloudTrail', detail: record });
}
