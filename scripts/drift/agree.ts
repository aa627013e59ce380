import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier } from '../../shared/drift/sql.ts';
import type { Column } from '../../shared/drift/source.ts';
import type { Finding } from '../../shared/drift/verdict.ts';
import { common, hiveType, nestedType } from './column-class.ts';
import type { FileClass, FileColumn } from './column-class.ts';
import type { Side } from './load.ts';

/** A side with the types on which both agree, as a view that the profile's SQL can read. */
export interface Typed {
  readonly view: string;
  readonly rows: number;
  readonly columns: readonly Column[];
}

export interface Agreed {
  readonly baseline: Typed;
  readonly current: Typed;
  readonly findings: readonly Finding[];
}

/** One type per column for both sides. A column that holds different things is in neither view but in the findings. */
export async function agree(connection: DuckDBConnection, baseline: Side, current: Side, categorical: ReadonlySet<string>): Promise<Agreed> {
  const now = new Map(current.columns.map((column) => [column.name, column]));
  const types = new Map<string, FileClass>();
  const findings: Finding[] = [];
  for (const column of baseline.columns) {
    const other = now.get(column.name)?.class ?? column.class;
    const agreed = categorical.has(column.name) ? 'text' : common(column.class, other) ?? (baseline.texts === current.texts ? undefined : withText(column.class, other));
    if (agreed === undefined) findings.push(changed(column, now.get(column.name)));
    else types.set(column.name, agreed);
  }
  const known = new Set(baseline.columns.map(({ name }) => name));
  for (const { name, class: kind } of current.columns) if (!known.has(name)) types.set(name, categorical.has(name) ? 'text' : kind);
  return { baseline: await typed(connection, baseline, types), current: await typed(connection, current, types), findings };
}

/** A CSV file has no types: beside a Parquet file in which the column is text, or against whose truth values it holds texts, it is text. */
function withText(a: FileClass, b: FileClass): FileClass | undefined {
  return [a, b].includes('text') && ![a, b].includes('nested') ? 'text' : undefined;
}

function changed(before: FileColumn, now: FileColumn | undefined): Finding {
  return { kind: 'type-changed', column: before.name, text: `Column ${before.name} held ${words[before.class]} and now holds ${words[now?.class ?? 'empty']}` };
}

const words: Readonly<Record<FileClass, string>> = {
  empty: 'nothing', whole: 'numbers', number: 'numbers', decimal: 'numbers', boolean: 'true and false', date: 'dates', timestamp: 'times', text: 'texts', nested: 'nested values',
};

async function typed(connection: DuckDBConnection, side: Side, types: ReadonlyMap<string, FileClass>): Promise<Typed> {
  const columns = side.columns.filter(({ name }) => types.has(name)).map((column) => ({ ...column, as: types.get(column.name) ?? column.class }));
  const view = `${side.relation}_typed`;
  const items = columns.map((column) => `${side.texts ? fromText(column.name, column.as) : converted(column.name, column.class, column.as)} AS ${identifier(column.name)}`);
  // Texts are converted once; a view over them would parse every number again in each query.
  await connection.run(`CREATE ${side.texts ? 'TABLE' : 'VIEW'} ${identifier(view)} AS SELECT ${items.length === 0 ? '1 AS "(none)"' : items.join(', ')} FROM ${identifier(side.relation)}`);
  if (side.texts) await connection.run(`DROP TABLE ${identifier(side.relation)}`);
  return { view, rows: side.rows, columns: columns.map(({ name, as, type }) => ({ name, type: as === 'nested' ? nestedType(type) : hiveType(as) })) };
}

/** Every value was looked at: it can be converted. */
function fromText(name: string, as: FileClass): string {
  const column = identifier(name);
  if (as === 'whole') return `CAST(CAST(${column} AS DOUBLE) AS BIGINT)`;
  if (as === 'number') return `CAST(${column} AS DOUBLE)`;
  return as === 'timestamp' ? `CAST(${column} AS TIMESTAMP)` : column;
}

function converted(name: string, from: FileClass, as: FileClass): string {
  const column = identifier(name);
  switch (as) {
    case 'whole':
    case 'decimal':
    case 'number': return from === 'whole' && as === 'whole' ? column : `CAST(${column} AS DOUBLE)`;
    case 'timestamp': return `CAST(${column} AS TIMESTAMP)`;
    case 'text': return `CAST(${column} AS VARCHAR)`;
    case 'boolean':
    case 'date':
    case 'nested':
    case 'empty': return column;
  }
}
