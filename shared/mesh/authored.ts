import * as z from 'zod/mini';
import { centralDeployment, consumerDeployment } from './authored-deployment.ts';
import { drift, privacy, profile } from './authored-drift.ts';
import {
  accountId,
  alarmName,
  because,
  catalogPattern,
  described,
  duration,
  lfTags,
  linkName,
  region,
  roleArn,
  sagemakerName,
  settleWindow,
  subscriptionName,
} from './fields.ts';

const tables = z.array(catalogPattern).check(z.minLength(1, because('is empty', 'List at least one table, or leave it out for all.')));

const permission = z.enum(['SELECT', 'DESCRIBE']);

const role = z.strictObject({
  arn: described(roleArn, 'A role of the consumer account.'),
  permissions: z.optional(
    described(
      z.array(permission).check(z.minLength(1, because('is empty', 'List SELECT, DESCRIBE or both, or leave it out for both.'))),
      'What the role may do with the tables. Default: SELECT and DESCRIBE.',
    ),
  ),
  lfTags: z.optional(described(lfTags, 'An own LF-Tag expression in place of the subscription’s.')),
  tables: z.optional(described(tables, 'Own tables (names or globs) in place of the subscription’s access.')),
});

/** Ids as Amazon DataZone has them (DataZone API reference, DomainId and AssetId). */
const dataZone = z.strictObject({
  domain: z.string().check(z.regex(/^dzd[-_][a-zA-Z0-9_-]{1,36}$/, because('is not a DataZone domain', 'Write its id, such as dzd_4w1kzq7abcdefg.'))),
  assets: z
    .array(z.string().check(z.regex(/^[a-zA-Z0-9_-]{1,36}$/, because('is not an asset', 'Write the id of the asset or of its listing.'))))
    .check(z.minLength(1, because('is empty', 'List at least one asset, or leave dataZone out.'))),
});

const crawler = z.string().check(z.minLength(1, because('is empty', 'Name a crawler or leave it out.')));

const above = (what: string) => because('is not above zero', `Write a number of ${what}, or leave it out for no limit.`);

const retraining = z.strictObject({
  maximumAge: z.optional(described(duration, 'Train again on newer data when the approved model was trained so long ago, such as 30d.')),
  alarms: z.optional(described(z.array(alarmName), 'CloudWatch alarms of this account on the quality of the model, by name.')),
  alarmCheck: z.optional(described(duration, 'How often an alarm that stays in ALARM is looked at again. Default: 6h.')),
  cooldown: z.optional(described(duration, 'Time between the starts of two runs, such as 1h. Default: none.')),
  runsPerDay: z.optional(described(z.int().check(z.positive(above('runs'))), 'Runs within any 24 hours at most. Default: no limit.')),
  instanceHoursPerMonth: z.optional(
    described(z.number().check(z.positive(above('hours'))), 'Instance hours of the runs of a calendar month (UTC) at most. Default: no limit.'),
  ),
  instances: z.optional(
    described(z.int().check(z.positive(because('is not above zero', 'Write how many instances a job has.'))), 'Instances of each job of the pipeline, for the hours. Default: 1.'),
  ),
});

/** SageMaker API reference, StartPipelineExecution: names of parameters, and values of 1 to 1,024 characters. */
const parameterName = z
  .string()
  .check(z.regex(/^[A-Za-z0-9\-_]{1,64}$/, because('is not a parameter name', 'Use up to 64 letters, digits, hyphens and underscores.')));
const parameterText = z
  .string()
  .check(
    z.minLength(1, because('is empty', 'SageMaker takes no empty value: leave the parameter out, or write a dash where it means none.')),
    z.maxLength(1024, because('is longer than 1,024 characters', 'SageMaker takes no longer value: shorten it.')),
  );
const parameterList = z
  .array(parameterText)
  .check(z.refine((items) => items.join(',').length <= 1024, because('is longer than 1,024 characters in all', 'SageMaker takes no longer value: shorten it.')));

/** SageMaker API reference, FeatureName, in the lower case of the catalog. */
const featureName = z
  .string()
  .check(z.regex(/^[a-z0-9](?:_*[a-z0-9]){0,63}$/, because('is not a name for a feature', 'Use up to 64 lower-case letters, digits and inner underscores: rename the column in a view, or leave it out.')));

const features = z.strictObject({
  columns: described(
    z.record(featureName, z.enum(['Integral', 'Fractional', 'String'])).check(z.refine((columns) => Object.keys(columns).length > 0, because('is empty', 'Name the columns, or leave features out.'))),
    'Columns of the table that are kept for each row, with SageMaker’s types: Integral, Fractional or String.',
  ),
});

const model = z.strictObject({
  name: described(sagemakerName, 'The model’s own name, unique in the mesh.'),
  table: described(catalogPattern, 'The table of the subscription that the model is trained on.'),
  otherTables: z.optional(
    described(z.array(catalogPattern), 'Further tables of the subscription that its pipeline learns from: each is profiled, and leads to a run when it has drifted from what the model was trained on. Default: none.'),
  ),
  pipeline: described(sagemakerName, 'The SageMaker pipeline: a folder of pipelines/ and the pipeline’s name.'),
  modelPackageGroup: described(sagemakerName, 'The model package group that the pipeline registers in.'),
  retraining: z.optional(described(retraining, 'What else leads to a run, and what runs may cost.')),
  productionAccounts: z.optional(described(z.array(accountId), 'Accounts that may read the group, its packages and their files. Default: none.')),
  features: z.optional(described(features, 'Put the prepared rows of each run to a SageMaker Feature Store group that the stack makes. Default: no.')),
  parameters: z.optional(
    described(
      z.record(parameterName, z.union([parameterText, z.number(), z.boolean(), parameterList])),
      'Parameters of the pipeline for the runs of this model. Default: those of the pipeline’s definition.',
    ),
  ),
});

const share = because('is not a share from 0 to 1', 'Write 0.2 for a fifth of all links.');

const subscription = z.strictObject({
  name: described(subscriptionName, 'The subscription’s own name; also the name of its reader role.'),
  catalog: z.optional(described(accountId, 'The account whose catalog has the databases; one of trustedAccounts. Default: the central account.')),
  database: described(catalogPattern, 'A database of the central catalog: its name or a glob.'),
  tables: z.optional(described(tables, 'Tables that are followed (names or globs). Default: all.')),
  link: z.optional(described(linkName, 'Name of the link database. Default: rl_<database>.')),
  links: z.optional(
    described(
      z.enum(['database', 'tables']),
      'One resource link to the database, or a database that holds a resource link to each followed table. Default: database.',
    ),
  ),
  hybridAccess: z.optional(
    described(z.boolean(), 'Opt the readers in, where the data’s location is registered in hybrid access mode. Default: false.'),
  ),
  paused: z.optional(described(z.boolean(), 'Do not retrain its models for now; access stays. Default: false.')),
  lfTags: z.optional(described(lfTags, 'Grant by this LF-Tag expression; without it, by named tables.')),
  roles: z.optional(described(z.array(role), 'Who may read through the link, beside the reader role and the pipeline.')),
  settleWindow: z.optional(described(settleWindow, 'Changes within one window count as one, such as 5m or 1h. Default: 5m.')),
  dataZone: z.optional(described(dataZone, 'Assets of Amazon DataZone (SageMaker Unified Studio) whose events concern this database.')),
  crawler: z.optional(described(crawler, 'A crawler of the consumer that refreshes the catalog.')),
  drift: z.optional(described(drift, 'When data counts as drifted, and what follows.')),
  profile: z.optional(described(profile, 'How the data is counted.')),
  privacy: z.optional(described(privacy, 'Whose values are never looked at.')),
  models: z.optional(described(z.array(model), 'Models that are retrained on drift.')),
});

/** `mesh.yml` as a person writes it. */
export const authoredSchema = z.strictObject({
  central: described(
    z.strictObject({ account: accountId, deployment: z.optional(described(centralDeployment, 'What the account’s platform team asks for.')) }),
    'The governance account that owns the shared catalog.',
  ),
  consumer: described(
    z.strictObject({ account: accountId, region, deployment: z.optional(described(consumerDeployment, 'What the account’s platform team asks for.')) }),
    'The account in which meshloop runs.',
  ),
  trustedAccounts: z.optional(
    described(
      z.array(accountId).check(z.minLength(1, because('is empty', 'List at least the central account, or leave it out.'))),
      'Accounts whose shares are accepted. Default: the central account.',
    ),
  ),
  access: z.optional(
    described(
      z.strictObject({
        removalLimit: z.optional(
          described(
            z.number().check(z.minimum(0, share), z.maximum(1, share)),
            'Share of all links that may be removed at once; more waits for a person. One link always may. Default: 0.2.',
          ),
        ),
        delegated: z.optional(
          described(
            z.boolean(),
            'Our roles are no data lake administrators: they pass on what an administrator gave them with grant option, by LF-Tags once, by name for each product. Default: false.',
          ),
        ),
      }),
      'How access is given and taken.',
    ),
  ),
  subscriptions: described(
    z.array(subscription).check(z.minLength(1, because('is empty', 'Add at least one subscription.'))),
    'What the consumer follows.',
  ),
});

export type Authored = z.infer<typeof authoredSchema>;
export type AuthoredModel = z.infer<typeof model>;
export type AuthoredSubscription = Authored['subscriptions'][number];
