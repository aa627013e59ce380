import { catalogStatement, type CatalogStatement } from './catalog-statement.ts';
import { MalformedQuery } from './failure.ts';
import { Cursor, is, tokensOf } from './tokens.ts';
import type { Token } from './tokens.ts';

export interface TableName {
  readonly database: string | undefined;
  readonly table: string;
}

/** What a statement asks for. `sql` of a query is the SELECT within it, word for word. */
export type Statement =
  | { readonly kind: 'select'; readonly sql: string }
  | {
      readonly kind: 'createTableAs';
      readonly name: TableName;
      readonly properties: Properties;
      readonly sql: string;
      readonly withData: boolean;
    }
  | { readonly kind: 'unload'; readonly location: string; readonly properties: Properties; readonly sql: string }
  | { readonly kind: 'dropTable'; readonly name: TableName; readonly ifExists: boolean }
  | { readonly kind: 'catalog'; readonly asked: CatalogStatement };

export type Properties = ReadonlyMap<string, string>;

export interface Classified {
  readonly statement: Statement;
  /** Athena API reference, QueryExecution: StatementType. */
  readonly type: 'DML' | 'DDL' | 'UTILITY';
  readonly substatement: string;
}

const SUBSTATEMENTS: Readonly<Record<CatalogStatement['kind'], string>> = {
  showDatabases: 'SHOW_DATABASES',
  showTables: 'SHOW_TABLES',
  showColumns: 'SHOW_COLUMNS',
  showPartitions: 'SHOW_PARTITIONS',
  describe: 'DESCRIBE_TABLE',
};

/** The query within a statement; undefined for one that has none. */
export function queryOf(statement: Statement): string | undefined {
  return 'sql' in statement ? statement.sql : undefined;
}

/** Tells statements apart as Athena does; comments and blanks at the beginning do not count. Throws MalformedQuery. */
export function classify(text: string): Classified {
  const { sql, tokens } = withoutLastSemicolon(text);
  const cursor = new Cursor(tokens);
  if (cursor.take('CREATE', 'TABLE')) return { statement: createTableAs(sql, cursor), type: 'DDL', substatement: 'CREATE_TABLE_AS_SELECT' };
  if (cursor.take('UNLOAD')) return { statement: unload(sql, cursor), type: 'DML', substatement: 'UNLOAD' };
  if (cursor.take('DROP', 'TABLE')) return { statement: dropTable(cursor), type: 'DDL', substatement: 'DROP_TABLE' };
  const first = cursor.peek();
  const asked = catalogStatement(cursor);
  if (asked) return { statement: { kind: 'catalog', asked }, type: 'UTILITY', substatement: SUBSTATEMENTS[asked.kind] };
  if (['SELECT', 'WITH', 'VALUES', 'TABLE', '('].some((word) => is(first, word))) {
    return { statement: { kind: 'select', sql }, type: 'DML', substatement: 'SELECT' };
  }
  if (!first) throw new MalformedQuery('Query string is empty');
  throw new MalformedQuery(
    `Queries of this type are not supported by the local cloud: ${first.value.toUpperCase()}. It runs SELECT, CREATE TABLE … AS SELECT, UNLOAD, DROP TABLE, SHOW DATABASES, TABLES, COLUMNS and PARTITIONS, and DESCRIBE; the catalog is written with Glue.`,
  );
}

/** Athena takes one statement, with or without a semicolon at its end. */
function withoutLastSemicolon(sql: string): { readonly sql: string; readonly tokens: readonly Token[] } {
  const tokens = tokensOf(sql);
  const semicolons = tokens.filter(({ kind, value }) => kind === 'symbol' && value === ';');
  const last = tokens.at(-1);
  if (semicolons.length === 0) return { sql, tokens };
  if (semicolons.length > 1 || !is(last, ';')) throw new MalformedQuery(`Only one sql statement is allowed. Got: ${sql}`);
  return { sql: sql.slice(0, last?.start), tokens: tokens.slice(0, -1) };
}

/** `CREATE TABLE [IF NOT EXISTS] name [WITH (…)] AS query [WITH [NO] DATA]` (Athena user guide, "CREATE TABLE AS"). */
function createTableAs(sql: string, cursor: Cursor): Statement {
  cursor.take('IF', 'NOT', 'EXISTS');
  const name = tableName(cursor);
  const properties = cursor.take('WITH') ? propertiesOf(cursor) : new Map<string, string>();
  if (!cursor.take('AS'))
    throw new MalformedQuery('Of CREATE TABLE the local cloud serves CREATE TABLE … AS SELECT; make other tables with Glue.');
  const from = cursor.peek()?.start ?? sql.length;
  const rest = tokensOf(sql).filter((token) => token.start >= from);
  const withData = endsWith(rest, ['WITH', 'DATA']);
  const withoutData = endsWith(rest, ['WITH', 'NO', 'DATA']);
  const end = withoutData ? rest.at(-3)?.start : withData ? rest.at(-2)?.start : undefined;
  return { kind: 'createTableAs', name, properties, sql: sql.slice(from, end), withData: !withoutData };
}

/** `UNLOAD (query) TO 's3://…' [WITH (…)]` (Athena user guide, "UNLOAD"). */
function unload(sql: string, cursor: Cursor): Statement {
  const query = cursor.bracketed();
  if (!query || !cursor.take('TO')) throw new MalformedQuery("line 1:8: UNLOAD is written UNLOAD (SELECT …) TO 's3://…' [WITH (…)]");
  const location = cursor.next();
  if (location?.kind !== 'text') throw new MalformedQuery('UNLOAD needs its destination as a string literal');
  return {
    kind: 'unload',
    location: location.value,
    properties: cursor.take('WITH') ? propertiesOf(cursor) : new Map(),
    sql: sql.slice(query.start, query.end),
  };
}

function dropTable(cursor: Cursor): Statement {
  const ifExists = cursor.take('IF', 'EXISTS');
  return { kind: 'dropTable', name: tableName(cursor), ifExists };
}

/** Unquoted names are lower case in the catalog. */
function tableName(cursor: Cursor): TableName {
  const parts: string[] = [];
  do {
    const token = cursor.next();
    if (token?.kind !== 'word' && token?.kind !== 'name')
      throw new MalformedQuery(`mismatched input '${token?.value ?? '<EOF>'}'. Expecting: <identifier>`);
    parts.push(token.value.toLowerCase());
  } while (cursor.take('.'));
  return { database: parts.at(-2), table: parts.at(-1) ?? '' };
}

/** `(name = value, …)`; an ARRAY value is kept as its source tokens, joined by commas. */
function propertiesOf(cursor: Cursor): Properties {
  const brackets = cursor.bracketed();
  if (!brackets) throw new MalformedQuery("mismatched input after WITH. Expecting: '('");
  const inner = new Cursor(brackets.tokens);
  const properties = new Map<string, string>();
  for (let name = inner.next(); name; name = inner.next()) {
    if (!inner.take('=')) throw new MalformedQuery(`mismatched input after property '${name.value}'. Expecting: '='`);
    const values: string[] = [];
    let depth = 0;
    for (let token = inner.peek(); token && !(depth === 0 && is(token, ',')); token = inner.peek()) {
      if (is(token, '[') || is(token, '(')) depth++;
      if (is(token, ']') || is(token, ')')) depth--;
      if (token.kind === 'text' || token.kind === 'number' || (token.kind === 'word' && !is(token, 'ARRAY'))) values.push(token.value);
      inner.next();
    }
    inner.take(',');
    properties.set(name.value.toLowerCase(), values.join(','));
  }
  return properties;
}

function endsWith(tokens: readonly Token[], words: readonly string[]): boolean {
  const end = tokens.slice(-words.length);
  return end.length === words.length && words.every((word, index) => is(end[index], word));
}
