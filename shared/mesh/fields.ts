import * as z from 'zod/mini';
import { durationSeconds } from './duration.ts';

/** A message of the schema: what is wrong, and on its second line what to do. */
export function because(problem: string, remedy: string): { error: string } {
  return { error: `${problem}\n${remedy}` };
}

/** A copy with a description, which editors show through the JSON Schema. A copy, because one field type serves several fields. */
export function described<T extends z.ZodMiniType>(schema: T, description: string): T {
  const copy = schema.clone();
  z.globalRegistry.add(copy, { description });
  return copy;
}

export const accountId = z
  .string(because('is not text', 'An account id is 12 digits in quotes, such as "111111111111".'))
  .check(z.regex(/^[0-9]{12}$/, because('is not an account id', 'Write the 12 digits in quotes, leading zeros included.')));

export const region = z
  .string()
  .check(z.regex(/^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$/, because('is not a Region', 'Write the Region code, such as eu-central-1.')));

/** Glue keeps names in lower case: a pattern with upper case could never match. */
const notLowerCase = because('has upper-case letters', 'Write it in lower case: the Glue Data Catalog keeps names so.');

export const catalogPattern = z
  .string()
  .check(
    z.minLength(1, because('is empty', 'Write a name, or a glob such as "*".')),
    z.maxLength(255, because('is longer than 255 characters', 'Names in the Glue Data Catalog are at most 255 characters long.')),
    z.regex(/^[^A-Z]*$/, notLowerCase),
  );

export const linkName = z
  .string()
  .check(
    z.regex(/^rl_/, because('does not begin with rl_', 'Begin the link with rl_: by this prefix meshloop knows what is its own.')),
    z.maxLength(255, because('is longer than 255 characters', 'Choose a shorter link name.')),
    z.regex(/^[^A-Z]*$/, notLowerCase),
    z.regex(/^rl_[^*?]*$/, because('has wildcards', 'A link is one name. Leave `link` out to get rl_<database> for each database.')),
  );

/** Part of role names, so short: IAM allows 64 characters in all. */
export const subscriptionName = z
  .string()
  .check(
    z.regex(/^[a-z0-9](-?[a-z0-9]){0,31}$/, because('is not a usable name', 'Use up to 32 of a-z, 0-9 and single hyphens between them.')),
  );

/** SageMaker's pattern for pipelines and model package groups, at the shorter length of the two (63). */
export const sagemakerName = z
  .string()
  .check(
    z.regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, because('is not a SageMaker name', 'Use up to 63 letters, digits and inner hyphens.')),
  );

/** Lake Formation stores tag keys and values in lower case, at most 50 characters (developer guide, LF-Tag notes and restrictions). */
const tagText = (what: string) =>
  z
    .string(because('is not text', `Put the ${what} in quotes.`))
    .check(
      z.regex(
        /^[^A-Z]{1,50}$/,
        because(`is not an LF-Tag ${what}`, 'Use 1 to 50 characters in lower case, as Lake Formation stores them.'),
      ),
    );

export const lfTags = z
  .record(tagText('key'), z.array(tagText('value')).check(
      z.minLength(1, because('has no values', 'List at least one value.')),
      z.refine((values) => new Set(values).size === values.length, because('lists a value twice', 'Keep one of the two.')),
    ))
  .check(z.refine((tags) => Object.keys(tags).length > 0, because('has no tags', 'Name at least one LF-Tag, or leave lfTags out.')));

export const roleArn = z
  .string()
  .check(
    z.regex(
      /^arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role\/[\w+=,.@/-]{1,576}$/,
      because('is not the ARN of an IAM role', 'Write it as arn:aws:iam::222222222222:role/name (also aws-cn and aws-us-gov).'),
    ),
  );

const minute = 60;
const day = 24 * 60 * minute;

export const settleWindow = z.string(because('is not a duration', 'Write a number and a unit, such as 5m or 1h.')).check(
  z.regex(/^[0-9]+[smhd]$/, { ...because('is not a duration', 'Write a number and a unit, such as 5m or 1h.'), abort: true }),
  z.refine(
    (text) => durationSeconds(text) >= minute && durationSeconds(text) <= day,
    because('is not between 1m and 24h', 'Choose a window from 1m to 24h; EventBridge Scheduler counts in minutes.'),
  ),
);

/** A duration of at least an hour: schedules look at ages, and more often would only cost. */
export const age = z.string(because('is not a duration', 'Write a number and a unit, such as 12h or 7d.')).check(
  z.regex(/^[0-9]+[smhd]$/, { ...because('is not a duration', 'Write a number and a unit, such as 12h or 7d.'), abort: true }),
  z.refine((text) => durationSeconds(text) >= 60 * minute && durationSeconds(text) <= 3650 * day, because('is not between 1h and 3650d', 'Choose an age from 1h to 3650d.')),
);

/** More than zero, at most one. */
export const share = (remedy: string) =>
  z.number().check(z.positive(because('is not above 0', remedy)), z.lte(1, because('is above 1', remedy)));

/** A column or a glob of columns. Glue keeps column names in lower case, but other writers of its catalog do not. */
export const columnPattern = z.string(because('is not text', 'Put the column in quotes.')).check(
  z.minLength(1, because('is empty', 'Write a column, or a glob such as "*_id".')),
);

const notDuration = because('is not a duration', 'Write a number and a unit, such as 30m, 6h or 30d.');

/** A time that a schedule has to meet; EventBridge Scheduler counts in minutes. */
export const duration = z.string(notDuration).check(
  z.regex(/^[0-9]{1,5}[smhd]$/, { ...notDuration, abort: true }),
  z.refine((text) => durationSeconds(text) >= minute, because('is shorter than 1m', 'Choose 1m or more; EventBridge Scheduler counts in minutes.')),
);

export const alarmName = z
  .string(because('is not text', 'Write the name of a CloudWatch alarm in quotes.'))
  .check(z.regex(/^[^:\s][^:]{0,254}$/, because('is not the name of an alarm', 'Write the name alone, at most 255 characters, not its ARN.')));
