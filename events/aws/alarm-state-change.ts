import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

// `reasonData` is JSON inside text, absent in the initial state; the time has no colon in its offset (+0000).
const state = z.lazy(() =>
  z.looseObject({
    value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
    reason: z.optional(z.string()),
    reasonData: z.optional(z.string()),
    timestamp: text,
  }),
);

const metric = z.lazy(() => z.looseObject({ id: z.optional(text) }));

// A metric alarm has metrics, a composite one a rule, a log alarm a query.
const configuration = z.lazy(() =>
  z.looseObject({
    metrics: z.optional(z.array(metric)),
    alarmRule: z.optional(z.string()),
    queryString: z.optional(z.string()),
  }),
);

/** A metric, composite or log alarm changed its state (CloudWatch user guide, "Alarm events and EventBridge"). Delivered at least once. */
export const alarmStateChange = contract({
  id: 'alarm-state-change',
  source: 'aws.cloudwatch',
  detailType: 'CloudWatch Alarm State Change',
  detail: z.lazy(() =>
    z.looseObject({ alarmName: text, state, previousState: z.optional(state), configuration: z.optional(configuration) }),
  ),
});

/** One contributor of an alarm over many series changed its state; there is no previous state. */
export const alarmContributorStateChange = contract({
  id: 'alarm-contributor-state-change',
  source: 'aws.cloudwatch',
  detailType: 'CloudWatch Alarm Contributor State Change',
  detail: z.lazy(() =>
    z.looseObject({
      alarmName: text,
      alarmContributor: z.looseObject({ id: text, attributes: z.optional(z.record(z.string(), z.string())) }),
      state,
      configuration: z.optional(configuration),
    }),
  ),
});
