import { isAggregation, readAggregate, readAlias, type Aggregate } from './aggregate.ts';
import { readExpression, type Expression } from './expression.ts';
import { malformed } from './malformed.ts';
import { Reader } from './reader.ts';

export interface Column extends Expression {
  readonly name: string;
}

export type Command =
  | { readonly do: 'fields' | 'display'; readonly columns: readonly Column[] }
  | { readonly do: 'filter'; readonly condition: Expression }
  | { readonly do: 'stats'; readonly aggregates: readonly Aggregate[]; readonly by: readonly Column[] }
  | { readonly do: 'sort'; readonly by: readonly { readonly expression: Expression; readonly descending: boolean }[] }
  | { readonly do: 'dedup'; readonly columns: readonly Column[] }
  | { readonly do: 'limit'; readonly rows: number };

/** CloudWatch Logs API reference, StartQuery: limit. */
export const MOST_ROWS = 10_000;

/** The commands of a query (CloudWatch Logs user guide, "CloudWatch Logs Insights language query syntax"). What is not served is refused. */
export function commandsOf(query: string): readonly Command[] {
  const reader = new Reader(query);
  const commands: Command[] = [];
  let known: Set<string> | undefined;
  do {
    const start = reader.position;
    const command = readCommand(reader);
    if (commands.at(-1)?.do === 'dedup' && command.do !== 'limit') throw malformed('after dedup only limit may follow', start);
    const missing = known && fieldsOf(command, known).find((field) => !known?.has(field));
    // What follows stats knows only what stats gave (CloudWatch Logs user guide, "Use multiple stats commands in a single query").
    if (missing !== undefined) throw malformed(`${missing} is not defined by the stats command before`, start);
    const unknown = fieldsOf(command).find((field) => field.startsWith('@') && !systemFields.includes(field));
    if (unknown !== undefined) throw malformed(`the field ${unknown} is not served by the local cloud`, start);
    if (command.do === 'stats') known = new Set([...command.aggregates, ...command.by].map(({ name }) => name));
    if (command.do === 'fields') for (const { name } of command.columns) known?.add(name);
    commands.push(command);
  } while (reader.takes('|'));
  if (!reader.atEnd) throw reader.unexpected();
  return commands;
}

/** CloudWatch Logs user guide, "Supported logs and discovered fields": those of every line. */
export const systemFields: readonly string[] = ['@timestamp', '@ingestionTime', '@message', '@logStream', '@log', '@ptr'];

function readCommand(reader: Reader): Command {
  const { kind, value, start, end } = reader.next();
  switch (kind === 'word' ? value.toLowerCase() : '') {
    case 'fields':
      return { do: 'fields', columns: columns(reader) };
    case 'display':
      return { do: 'display', columns: columns(reader) };
    case 'filter':
      return { do: 'filter', condition: readExpression(reader) };
    case 'dedup':
      return { do: 'dedup', columns: columns(reader) };
    case 'stats':
      return stats(reader);
    case 'sort':
      return { do: 'sort', by: orders(reader) };
    case 'limit':
      return { do: 'limit', rows: limit(reader) };
    default:
      throw malformed(`unexpected symbol found ${value}: the command is unknown, or not served by the local cloud`, start, end);
  }
}

function columns(reader: Reader): readonly Column[] {
  return separated(reader, () => {
    const expression = readExpression(reader);
    return { ...expression, name: readAlias(reader) ?? expression.text };
  });
}

function stats(reader: Reader): Command {
  const aggregates = separated(reader, () => readAggregate(reader));
  return { do: 'stats', aggregates, by: reader.takes('by') ? columns(reader) : [] };
}

function orders(reader: Reader) {
  return separated(reader, () => {
    const expression = orderedBy(reader);
    if (reader.takes('desc')) return { expression, descending: true };
    // AWS does not document which order holds without a word.
    if (!reader.takes('asc')) throw reader.unexpected(': the local cloud wants asc or desc');
    return { expression, descending: false };
  });
}

/** An aggregation can be sorted by only as the column that it is. */
function orderedBy(reader: Reader): Expression {
  const { of, ...expression } = isAggregation(reader) ? columnOf(readAggregate(reader)) : readExpression(reader);
  return { ...expression, of: (row) => (row.has(expression.text) ? row.get(expression.text) : of(row)) };
}

function columnOf({ name }: Aggregate): Expression {
  return { text: name, fields: [name], of: (row) => row.get(name) };
}

function limit(reader: Reader): number {
  const { kind, value, start, end } = reader.next();
  const rows = Number(value);
  if (kind !== 'number' || !Number.isInteger(rows) || rows < 1 || rows > MOST_ROWS) throw malformed(`limit wants a whole number from 1 to ${MOST_ROWS}, not ${value}`, start, end);
  return rows;
}

function separated<Item>(reader: Reader, read: () => Item): readonly Item[] {
  const items = [read()];
  while (reader.takes(',')) items.push(read());
  return items;
}

/** What is sorted by may be written as the column was: `sort count(*) desc`. */
function fieldsOf(command: Command, known: ReadonlySet<string> = new Set()): readonly string[] {
  switch (command.do) {
    case 'fields':
    case 'display':
    case 'dedup':
      return command.columns.flatMap(({ fields }) => fields);
    case 'filter':
      return command.condition.fields;
    case 'stats':
      return [...command.aggregates, ...command.by].flatMap(({ fields }) => fields);
    case 'sort':
      return command.by.flatMap(({ expression }) => (known.has(expression.text) ? [] : expression.fields));
    case 'limit':
      return [];
  }
}
