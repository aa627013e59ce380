import * as z from 'zod';

const count = z.int().min(1);
const probability = z.number().gt(0).max(1);
const seconds = z.number().min(0);

/** Which of the things that match: the nth (and the `times - 1` after it), or each with a probability by the cloud's dice. Without either: every one. */
const which = {
  nth: z.optional(count),
  times: z.optional(count),
  probability: z.optional(probability),
};

/** Something happens to an event before a bus gets it. */
const eventFault = z.strictObject({
  kind: z.literal('event'),
  match: z.strictObject({
    source: z.optional(z.string()),
    detailType: z.optional(z.string()),
    /** Name of the bus that would get it: `default`, or a bus of one's own. */
    bus: z.optional(z.string()),
    /** The account of that bus. */
    account: z.optional(z.string()),
    /** Text that the event's detail contains, as JSON: to pick one product, query or run. */
    detail: z.optional(z.string()),
  }),
  ...which,
  effect: z.union([
    z.strictObject({ lost: z.literal(true) }),
    /** It comes so many seconds later. */
    z.strictObject({ late: seconds }),
    /** It comes at once and again so many seconds later. */
    z.strictObject({ doubled: seconds }),
    /** It comes after the next event that matches, or after so many seconds if none comes. */
    z.strictObject({ reordered: seconds }),
  ]),
});

/** A call of the API goes wrong. */
const callFault = z.strictObject({
  kind: z.literal('call'),
  match: z.strictObject({
    /** The SDK client's name without `client-`, for example `lakeformation`. */
    service: z.string(),
    operation: z.optional(z.string()),
    /** Name of the role that calls; `*` stands for any text. */
    role: z.optional(z.string()),
    /** Text that the call's input contains, as JSON: to pick one product, document or query. */
    input: z.optional(z.string()),
  }),
  ...which,
  effect: z.union([
    /** Refused by the service's throttling; nothing happened. */
    z.strictObject({ throttled: z.literal(true) }),
    /** Refused with an error; nothing happened. */
    z.strictObject({ fails: z.strictObject({ code: z.string(), message: z.string(), status: z.optional(z.int()) }) }),
    /** It took effect, but the answer is lost: the caller sees an internal failure. */
    z.strictObject({ answerLost: z.literal(true) }),
    /** Of a batch, the entries of these positions (from 0) fail; the others take effect. */
    z.strictObject({ failsInPart: z.strictObject({ entries: z.array(z.int().min(0)).min(1), code: z.string(), message: z.string() }) }),
    /** The answer takes so many seconds. */
    z.strictObject({ slow: seconds }),
  ]),
});

/** A function's invocation goes wrong. */
const functionFault = z.strictObject({
  kind: z.literal('function'),
  /** Name of the function; `*` stands for any text. */
  match: z.strictObject({ name: z.string() }),
  ...which,
  effect: z.union([
    /** Its process dies before its nth request leaves. */
    z.strictObject({ killedBefore: count }),
    /** Its process dies after its nth request took effect, before the answer comes. */
    z.strictObject({ killedAfter: count }),
    /** Its nth request is not answered until the function's time is over. */
    z.strictObject({ timesOutAt: count }),
    /** It starts cold though there are warm environments. */
    z.strictObject({ cold: z.literal(true) }),
  ]),
});

/** What one account shares is seen in the other only later. */
const visibilityFault = z.strictObject({ kind: z.literal('visibility'), late: seconds });

const fault = z.discriminatedUnion('kind', [eventFault, callFault, functionFault, visibilityFault]);

/** What goes wrong where. A JSON document for `npm run local -- --faults FILE`; tests and simulations write it as a value. */
export const faultPlan = z.strictObject({ faults: z.array(fault) });

export type FaultPlan = z.infer<typeof faultPlan>;
export type Fault = z.infer<typeof fault>;
export type EventFault = z.infer<typeof eventFault>;
export type CallFault = z.infer<typeof callFault>;
export type FunctionFault = z.infer<typeof functionFault>;

/** The text is no plan of faults; the message says where and why. */
export class InvalidFaultPlan extends Error {
  override readonly name = 'InvalidFaultPlan';
}

/** Reads a plan from its JSON text. Throws InvalidFaultPlan. */
export function readFaultPlan(text: string): FaultPlan {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new InvalidFaultPlan(`The plan of faults is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = faultPlan.safeParse(content);
  if (!result.success) throw new InvalidFaultPlan(`The plan of faults is not valid:\n${z.prettifyError(result.error)}`);
  return result.data;
}
