import * as z from 'zod';
import { batches } from './batches.ts';
import { modelOf } from '../core/protocol/model.ts';
import { serviceById } from '../core/protocol/services.ts';

const count = z.int().min(1);
const probability = z.number().gt(0).max(1);
const seconds = z.number().min(0);

/** One of several effects, each an object with one member. The error names the member that is wrong, or those that there are. */
function effectOf<const Options extends readonly [z.ZodObject, ...z.ZodObject[]]>(options: Options) {
  const names = options.flatMap(({ shape }) => Object.keys(shape));
  return z.union(options, {
    error: ({ input, ...issue }) => {
      const given = typeof input === 'object' && input !== null ? Object.keys(input) : [];
      const known = options.findIndex(({ shape }) => given.some((name) => Object.hasOwn(shape, name)));
      const nested = issue.code === 'invalid_union' ? issue.errors[known]?.[0] : undefined;
      if (nested === undefined) return `Wants exactly one of ${names.join(', ')}`;
      return `${nested.message}${nested.path.length > 0 ? ` at ${nested.path.join('.')}` : ''} (effects: ${names.join(', ')})`;
    },
  });
}

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
  effect: effectOf([
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
  effect: effectOf([
    /** Refused by the service's throttling; nothing happened. */
    z.strictObject({ throttled: z.literal(true) }),
    /** Refused so only above so many a second in each account, counted by a bucket that holds `burst` (default: as many) and is filled at that rate. */
    z.strictObject({ throttledAbove: z.strictObject({ perSecond: z.number().gt(0), burst: z.optional(count) }) }),
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
  effect: effectOf([
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
  const plan = result.success ? result.data : undefined;
  const wrong = plan?.faults.flatMap((fault, index) => (fault.kind === 'call' ? problemsOf(fault).map((text) => `✖ ${text}\n  → at faults[${index}].match`) : [])) ?? [];
  if (!plan || wrong.length > 0) throw new InvalidFaultPlan(`The plan of faults is not valid:\n${result.success ? wrong.join('\n') : z.prettifyError(result.error)}`);
  return plan;
}

/** What can never match, or has no such effect: it would be a fault that nobody sees. */
function problemsOf({ match: { service, operation }, effect }: CallFault): string[] {
  const definition = serviceById(service);
  if (!definition) return [`The local cloud has no service "${service}": write the SDK client's name without client-, for example lakeformation`];
  if (operation !== undefined && !modelOf(definition).operations.has(operation)) return [`${service} has no operation "${operation}"`];
  if ('failsInPart' in effect && !batches.has(`${service}:${operation}`)) return [`failsInPart is for ${[...batches.keys()].join(', ')}`];
  return [];
}
