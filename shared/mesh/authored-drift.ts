import * as z from 'zod/mini';
import { age, because, columnPattern, described, lfTags, share } from './fields.ts';

// Defaults are those of `defaultSettings` (shared/drift/settings.ts) unless said; each description says where its default comes from.

const positive = (remedy: string) => z.number().check(z.positive(because('is not above zero', remedy)));
const threshold = positive('A score is never negative; 0.1 is usual.');
const columns = z.array(columnPattern);
const consequence = z.enum(['retrain', 'warn', 'ignore']);
const wholeFromOne = z.int().check(z.positive(because('is not a number from 1 on', 'Write a whole number from 1 on.')));

const consequences = z.strictObject({
  drift: z.optional(described(consequence, 'When columns drifted. Default: retrain (what the loop is for).')),
  schemaChange: z.optional(
    described(consequence, 'When a column is missing or has another type. Default: warn (the pipeline may not know what to do with it).'),
  ),
  newColumn: z.optional(described(consequence, 'When there is a new column. Default: ignore (the model does not read it).')),
  growth: z.optional(described(consequence, 'When there are `growth` times the rows. Default: ignore (more of the same is no drift).')),
  shrinkage: z.optional(
    described(z.enum(['warn', 'ignore']), 'When only `shrinkage` of the rows are left. Default: warn. Data that vanished is never trained on by itself.'),
  ),
  staleness: z.optional(described(consequence, 'When the data is older than `maximumAge`. Default: warn.')),
});

export const drift = z.strictObject({
  preset: z.optional(
    described(
      z.enum(['meshloop', 'evidently', 'nannyml', 'model-monitor']),
      'Whose choice of test, bins, score and threshold. Default: meshloop (fewest false alarms: npm run bench -- drift-trust).',
    ),
  ),
  test: z.optional(
    described(z.string(), 'One test for all columns, by its name in the preset. Default: the preset’s choice; psi for meshloop.'),
  ),
  threshold: z.optional(
    described(
      threshold,
      'Score from which a column counts as drifted. Default: the test’s own; 0.1 for distances (PSI: Siddiqi, Credit Risk Scorecards, 2006; others: Evidently and Model Monitor), the significance for p-values.',
    ),
  ),
  significance: z.optional(
    described(
      share('Write a rate such as 0.01.'),
      'False discovery rate over the columns (Benjamini and Hochberg, 1995). Default: 0.005 (measured by npm run bench -- drift-trust).',
    ),
  ),
  minimumRows: z.optional(
    described(
      z.int().check(z.nonnegative(because('is negative', 'Write a number of rows, or 0 for no minimum.'))),
      'Fewer rows than this never make a verdict by columns. Default: 100 (the size from which npm run bench -- drift-trust holds false alarms under 1 %).',
    ),
  ),
  share: z.optional(
    described(
      share('Write the share of columns that must drift, such as 0.3, or leave it out for any column.'),
      'Share of drifted columns, by weight, from which the data counts as drifted. Default: any column (as AWS’s successor of Model Monitor alarms); 0.5 for evidently (its dataset drift).',
    ),
  ),
  nullShare: z.optional(
    described(share('Write a share such as 0.05.'), 'Change of the share of nulls that counts as drift, when it is significant too. Default: 0.05 (our choice).'),
  ),
  unseenShare: z.optional(
    described(share('Write a share such as 0.05.'), 'Share of rows with values unknown to the baseline that counts as drift. Default: 0.05 (our choice).'),
  ),
  growth: z.optional(
    described(
      z.number().check(z.gt(1, because('is not above 1', 'Write how many times the baseline’s rows is growth, such as 2.'))),
      'Growth: this many times the baseline’s rows. Default: 2 (our choice).',
    ),
  ),
  shrinkage: z.optional(
    described(
      z.number().check(z.gt(0, because('is not above 0', 'Write a share below 1, such as 0.5.')), z.lt(1, because('is not below 1', 'Write a share below 1, such as 0.5.'))),
      'Shrinkage: this share of the baseline’s rows or less. Default: 0.5 (our choice).',
    ),
  ),
  maximumAge: z.optional(
    described(age, 'The data may be this old, such as 30d: the time since a partition or the table last changed. Default: no limit.'),
  ),
  hysteresis: z.optional(
    described(
      z.strictObject({ found: wholeFromOne, of: wholeFromOne }),
      'Drift counts when `found` of the last `of` verdicts found it; until then it is possible. Default: 1 of 1.',
    ),
  ),
  multivariate: z.optional(
    described(
      z.boolean(),
      'Also check the relations between number columns (at most 30) by a query of its own. Default: false (it costs a second scan).',
    ),
  ),
  ignore: z.optional(described(columns, 'Columns (names or globs) that are not judged.')),
  critical: z.optional(described(columns, 'Columns (names or globs) whose drift alone is enough, whatever the share.')),
  columns: z.optional(
    described(
      z.record(
        z.string(),
        z.strictObject({
          threshold: z.optional(described(threshold, 'The column’s own threshold. With it, times and running numbers are compared too.')),
          weight: z.optional(
            described(
              z.number().check(z.nonnegative(because('is negative', 'Write 0 for a column that does not count in the share.'))),
              'The column’s weight in `share`. Default: 1.',
            ),
          ),
        }),
      ),
      'Settings of single columns, by name or glob; the first that fits counts.',
    ),
  ),
  consequences: z.optional(described(consequences, 'What follows from what: retrain, warn or ignore.')),
});

export const profile = z.strictObject({
  maximumAge: z.optional(
    described(
      age,
      'After this time the data is counted again although the catalog shows no change, such as 7d: files may change in place. Default: never.',
    ),
  ),
});

export const privacy = z.strictObject({
  columns: z.optional(described(columns, 'Columns (names or globs) of which only nulls are counted, never values.')),
  lfTags: z.optional(
    described(lfTags, 'Columns with one of these LF-Tag values, of their own or inherited, are private likewise. The reader role must be allowed to see the tags.'),
  ),
  minimumCount: z.optional(
    described(
      wholeFromOne,
      'Values of a text column, and of a number, date or time column that is counted by value, with fewer rows are never named; they count with the rest. Default: 10 (our choice; the threshold rule of statistical disclosure control usually takes 3 to 10).',
    ),
  ),
  maskValues: z.optional(described(z.boolean(), 'Verdicts and reports number the values of text columns instead of naming them. Default: false.')),
});
