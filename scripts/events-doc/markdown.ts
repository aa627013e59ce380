import * as z from 'zod/mini';
import type { Consumer } from './who.ts';
import type { Entry } from './catalogue.ts';

/** The catalogue as a page to read. */
export function eventsPage(entries: readonly Entry[]): string {
  const ours = entries.filter(({ from }) => from === 'meshloop');
  const aws = entries.filter(({ from }) => from === 'AWS');
  return [
    '# Events',
    '',
    'Every event that wakes a function or that one publishes. This page and [asyncapi.json](asyncapi.json) (AsyncAPI 3.0.0) are written by',
    '`npm run events` from the contracts in `events/` and the rules of the packaged stack; a test holds them against both.',
    '',
    'Ours have the source `meshloop`, a detail type in the past tense, and a detail of `metadata` and `data`. `metadata.changeId` is the same',
    'in all that follows from one settled change, and `metadata.causationId` is the id of the event that led to this one. A key may be added',
    'to `data` at any time; when one is taken away or changes its meaning, `metadata.schemaVersion` rises.',
    '',
    '## Ours, in the order of the flow',
    '',
    '| event | published by | wakes |',
    '|---|---|---|',
    ...ours.map((entry) => `| [${title(entry)}](#${anchor(entry)}) | ${list(entry.producers)} | ${wakes(entry.consumers)} |`),
    '',
    '## Those of AWS',
    '',
    '| source | event | wakes |',
    '|---|---|---|',
    ...aws.map((entry) => `| \`${entry.contract.source}\` | [${title(entry)}](#${anchor(entry)}) | ${wakes(entry.consumers)} |`),
    '',
    ...entries.flatMap(section),
  ].join('\n');
}

const title = ({ contract }: Entry) => contract.detailType;
const heading = (entry: Entry) => (entry.from === 'AWS' ? `${entry.contract.source}: ${title(entry)}` : title(entry));
// As GitHub makes the anchor of a heading.
const anchor = (entry: Entry) => heading(entry).toLowerCase().replaceAll(/[^a-z0-9 -]/g, '').replaceAll(' ', '-');
const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ') || '—';

function wakes(consumers: readonly Consumer[]): string {
  return consumers.map(({ function: name, bus }) => `\`${name}\`${bus === 'default bus' ? ' (default bus)' : ''}`).join(', ') || '—';
}

function section(entry: Entry): readonly string[] {
  const fields = fieldsOf(entry);
  return [
    `### ${heading(entry)}`,
    '',
    entry.description,
    '',
    `| \`detail${entry.from === 'AWS' ? '' : '.data'}\` | type | required |`,
    '|---|---|---|',
    ...fields,
    '',
    `Example: [\`${entry.contract.id}.json\`](../events/samples/${entry.contract.id}.json)`,
    '',
  ];
}

interface Schema {
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
}

const schemaSchema: z.ZodMiniType<Schema> = z.lazy(() =>
  z.object({
    type: z.optional(z.union([z.string(), z.array(z.string())])),
    format: z.optional(z.string()),
    const: z.optional(z.unknown()),
    enum: z.optional(z.array(z.unknown())),
    anyOf: z.optional(z.array(schemaSchema)),
    oneOf: z.optional(z.array(schemaSchema)),
    items: z.optional(schemaSchema),
    properties: z.optional(z.record(z.string(), schemaSchema)),
    required: z.optional(z.array(z.string())),
  }),
);

function fieldsOf({ from, schema }: Entry): readonly string[] {
  const detail = schemaSchema.parse(schema).properties?.['detail'];
  const data = from === 'AWS' ? detail : detail?.properties?.['data'];
  // A detail with alternatives has the fields of each, of which only those of one are there.
  const alternatives = data?.oneOf ?? data?.anyOf ?? (data === undefined ? [] : [data]);
  return [...new Set(alternatives.flatMap((each) => rows(each, '')))];
}

function rows(schema: Schema, prefix: string): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = `| \`${prefix}${name}\` | ${typeName(field)} | ${schema.required?.includes(name) === true ? 'yes' : ''} |`;
    const many = field.items?.properties === undefined ? undefined : rows(field.items, `${prefix}${name}[].`);
    return [here, ...(many ?? rows(objectIn(field), `${prefix}${name}.`))];
  });
}

const objectIn = (field: Schema): Schema => field.anyOf?.find(({ properties }) => properties !== undefined) ?? field;

function typeName({ type, format, const: only, enum: values, anyOf, oneOf, items }: Schema): string {
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ');
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(typeName))].join(' or ');
  if (format === 'date-time') return 'date and time';
  if (type === 'array') return `list of ${items === undefined ? 'values' : typeName(items)}`;
  return typeof type === 'string' ? type : (type?.join(' or ') ?? 'any');
}
