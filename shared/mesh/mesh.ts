import * as z from 'zod/mini';

// Lazy, so that a function pays at its start for no schema before its first event.

/** LF-Tags by key: AND over the keys, OR over the values of one key. */
const lfTags = z.lazy(() => z.record(z.string(), z.array(z.string())));

/** How a role reaches the target: by an LF-Tag expression, or by tables (names or globs). */
const access = z.lazy(() =>
  z.discriminatedUnion('by', [
    z.object({ by: z.literal('tags'), lfTags }),
    z.object({ by: z.literal('tables'), tables: z.array(z.string()) }),
  ]),
);

const consequence = z.lazy(() => z.enum(['retrain', 'warn', 'ignore']));

/** As in mesh.yml (shared/mesh/authored-drift.ts says what each means). What is absent has its default in shared/drift/settings.ts. */
const driftSettings = z.lazy(() =>
  z.object({
    preset: z.optional(z.enum(['meshloop', 'evidently', 'nannyml', 'model-monitor'])),
    test: z.optional(z.string()),
    threshold: z.optional(z.number()),
    significance: z.optional(z.number()),
    minimumRows: z.optional(z.number()),
    share: z.optional(z.number()),
    nullShare: z.optional(z.number()),
    unseenShare: z.optional(z.number()),
    growth: z.optional(z.number()),
    shrinkage: z.optional(z.number()),
    maximumAgeSeconds: z.optional(z.number()),
    hysteresis: z.optional(z.object({ found: z.number(), of: z.number() })),
    multivariate: z.boolean(),
    /** Columns (names or globs) that are not judged. */
    ignore: z.array(z.string()),
    /** Columns (names or globs) whose drift alone is enough. */
    critical: z.array(z.string()),
    /** Settings of single columns, by name or glob. */
    columns: z.record(z.string(), z.object({ threshold: z.optional(z.number()), weight: z.optional(z.number()) })),
    consequences: z.object({
      drift: z.optional(consequence),
      schemaChange: z.optional(consequence),
      newColumn: z.optional(consequence),
      growth: z.optional(consequence),
      shrinkage: z.optional(consequence),
      staleness: z.optional(consequence),
    }),
  }),
);

const privacySettings = z.lazy(() =>
  z.object({
    /** Columns (names or globs) that are never profiled by value. */
    columns: z.array(z.string()),
    /** Nor are those with one of these LF-Tag values. */
    lfTags: z.optional(lfTags),
    minimumCount: z.number(),
    maskValues: z.boolean(),
  }),
);

/** What else than drift leads to a run of a model, and what its runs may cost. Without a limit: none. */
const retraining = z.lazy(() =>
  z.object({
    /** Seconds after its training from which an approved model is stale. */
    maximumAge: z.optional(z.number()),
    /** Names of CloudWatch alarms. */
    alarms: z.array(z.string()),
    /** Seconds after which an alarm that stays is looked at again. */
    alarmCheck: z.number(),
    /** Seconds between the starts of two runs. */
    cooldown: z.number(),
    runsPerDay: z.optional(z.number()),
    instanceHoursPerMonth: z.optional(z.number()),
    /** Instances of each job. */
    instances: z.number(),
  }),
);

const model = z.lazy(() =>
  z.object({
    name: z.string(),
    table: z.string(),
    /** Further tables that its pipeline reads, each judged against a baseline of its own. */
    otherTables: z.optional(z.array(z.string())),
    /** Name of the SageMaker pipeline and of its folder in `pipelines/`. */
    pipeline: z.string(),
    modelPackageGroup: z.string(),
    retraining,
    /** Accounts that may read the group, its packages and their files. */
    productionAccounts: z.array(z.string()),
    /** Columns of the prepared rows that go to a Feature Store group, with their types. Absent: none do. */
    features: z.optional(z.object({ columns: z.record(z.string(), z.enum(['Integral', 'Fractional', 'String'])) })),
    /** Parameters of the pipeline that each run of the model is started with, as SageMaker takes them. */
    parameters: z.record(z.string(), z.string()),
  }),
);

const subscription = z.lazy(() =>
  z.object({
    name: z.string(),
    /** The account whose catalog has the databases, where it is not the central account. */
    catalog: z.optional(z.string()),
    /** Name or glob of databases in that catalog. */
    database: z.string(),
    /** Names or globs of tables. */
    tables: z.array(z.string()),
    /** The fixed name of the link database. Absent where `database` is a glob: each link is then `rl_<database>`. */
    link: z.optional(z.string()),
    /** Whether the link is one resource link to the database, or a database of ours that holds a resource link to each table. */
    links: z.enum(['database', 'tables']),
    /** Whether readers are opted in, as locations in hybrid access mode need it. */
    hybridAccess: z.boolean(),
    /** Whether its models are not retrained for now. Access stays. */
    paused: z.boolean(),
    /** Access of the reader role and of the pipeline's execution role. */
    access,
    roles: z.array(z.object({ arn: z.string(), permissions: z.array(z.enum(['SELECT', 'DESCRIBE'])), access })),
    settleSeconds: z.number(),
    crawler: z.optional(z.string()),
    /** Assets of Amazon DataZone that stand for the database, by asset or listing id. */
    dataZone: z.optional(z.object({ domain: z.string(), assets: z.array(z.string()) })),
    drift: driftSettings,
    /** The data is counted again after this time although the catalog shows no change. */
    profileAgeSeconds: z.optional(z.number()),
    privacy: privacySettings,
    models: z.array(model),
  }),
);

/** `mesh.yml` with its defaults filled in: what the build writes to `mesh.json` and the functions read. */
export const meshSchema = z.lazy(() =>
  z.object({
    central: z.object({ account: z.string() }),
    consumer: z.object({ account: z.string(), region: z.string() }),
    trustedAccounts: z.array(z.string()),
    access: z.object({
      /** Share of all links, from 0 to 1, that may be removed at once without a person's word. One always may. */
      removalLimit: z.number(),
      /** Whether our roles are no data lake administrators and pass on what one has delegated to them. */
      delegated: z.boolean(),
    }),
    subscriptions: z.array(subscription),
  }),
);

export type Mesh = z.infer<typeof meshSchema>;
export type Subscription = z.infer<typeof subscription>;
export type Access = z.infer<typeof access>;
export type RoleAccess = Subscription['roles'][number];
export type Model = z.infer<typeof model>;
export type RetrainingSettings = z.infer<typeof retraining>;
export type DriftSettings = z.infer<typeof driftSettings>;
export type PrivacySettings = z.infer<typeof privacySettings>;
