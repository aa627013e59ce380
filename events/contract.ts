import * as z from 'zod/mini';

// Schemas are `z.lazy`: one is built when it is first used, so that a function pays at its start for none that it does not need.

/** An AWS account id. */
export const accountId = z.lazy(() => z.string().check(z.regex(/^\d{12}$/)));

/** Text with at least one character. */
export const text = z.lazy(() => z.string().check(z.minLength(1)));

/** A database, table or crawler of the Data Catalog: its names have neither control characters nor lone surrogates (AWS Glue API, NameString). */
export const catalogName = z.lazy(() =>
  z.string().check(
    z.minLength(1),
    z.maxLength(255),
    z.refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name), { error: 'not a name of the Data Catalog' }),
  ),
);

/** A moment in ISO 8601 with `Z`. */
export const moment = z.lazy(() => z.iso.datetime());

/** What every event has around its detail (EventBridge user guide, "Event structure"). A replayed event also has `replay-name`. */
const envelope = () => ({
  version: z.literal('0'),
  id: text,
  account: accountId,
  time: moment,
  region: text,
  resources: z.array(z.string()),
  'replay-name': z.optional(z.string()),
});

/** One kind of event: producer, consumer, rule pattern and type derive from it. */
export interface Contract<
  Source extends string = string,
  DetailType extends string = string,
  Detail extends z.ZodMiniType = z.ZodMiniType,
> {
  /** Also the name of its sample: `events/samples/<id>.json`. */
  readonly id: string;
  readonly source: Source;
  readonly detailType: DetailType;
  readonly detail: Detail;
}

export type DetailOf<C extends Contract> = z.output<C['detail']>;

/** The event as a consumer gets it; for several contracts a union that `detail-type` tells apart. */
export type EventOf<C extends Contract> = C extends Contract
  ? {
      readonly id: string;
      readonly source: C['source'];
      readonly 'detail-type': C['detailType'];
      readonly account: string;
      readonly time: string;
      readonly region: string;
      readonly resources: readonly string[];
      readonly detail: DetailOf<C>;
    }
  : never;

/** Keeps the literal types of a contract. */
export function contract<const Source extends string, const DetailType extends string, Detail extends z.ZodMiniType>(
  definition: Contract<Source, DetailType, Detail>,
): Contract<Source, DetailType, Detail> {
  return definition;
}

/**
 * The schema of the whole event from `account`, which may be known only when the first event is read.
 * Keys that AWS adds later are tolerated.
 */
export function eventSchema<C extends Contract>({ source, detailType, detail }: C, account: () => string) {
  return z.looseObject({
    ...envelope(),
    account: accountId.check(z.refine((id) => id === account(), { error: 'not the expected account' })),
    source: z.literal(source),
    'detail-type': z.literal(detailType),
    detail,
  });
}

/** The pattern of a rule for these events from `account`, optionally only where the detail matches. */
export function eventPattern(of: Contract, account: string, detail?: Readonly<Record<string, unknown>>) {
  return { account: [account], source: [of.source], 'detail-type': [of.detailType], ...(detail === undefined ? {} : { detail }) };
}
