import { MalformedQuery } from './failure.ts';
import { is, type Cursor } from './tokens.ts';

/** A question about the catalog. Names are as written; `like` has `*` for any text and `|` between choices. */
export type CatalogStatement =
  | { readonly kind: 'showDatabases'; readonly like: string | undefined }
  | { readonly kind: 'showTables'; readonly database: string | undefined; readonly like: string | undefined }
  | { readonly kind: 'showColumns' | 'showPartitions' | 'describe'; readonly database: string | undefined; readonly table: string };

/** Athena user guide, "DDL statements": SHOW DATABASES, SHOW TABLES, SHOW COLUMNS, SHOW PARTITIONS and DESCRIBE. Undefined for others. */
export function catalogStatement(cursor: Cursor): CatalogStatement | undefined {
  const statement = read(cursor);
  const rest = cursor.peek();
  if (statement && rest) throw new MalformedQuery(`The local cloud does not serve '${rest.value}' in ${statement.kind}`);
  return statement;
}

function read(cursor: Cursor): CatalogStatement | undefined {
  if (cursor.take('SHOW', 'DATABASES') || cursor.take('SHOW', 'SCHEMAS')) {
    cursor.take('LIKE');
    return { kind: 'showDatabases', like: text(cursor) };
  }
  if (cursor.take('SHOW', 'TABLES')) {
    const database = takeIn(cursor) ? name(cursor).join('.') : undefined;
    return { kind: 'showTables', database, like: text(cursor) };
  }
  if (cursor.take('SHOW', 'COLUMNS')) {
    if (!takeIn(cursor)) throw expected(cursor, 'FROM or IN');
    const named = name(cursor);
    const database = takeIn(cursor) ? name(cursor).join('.') : named.at(-2);
    return { kind: 'showColumns', database, table: named.at(-1) ?? '' };
  }
  if (cursor.take('SHOW', 'PARTITIONS')) return tableStatement('showPartitions', cursor);
  if (cursor.take('DESCRIBE') || cursor.take('DESC')) return tableStatement('describe', cursor);
  return undefined;
}

function tableStatement(kind: 'showPartitions' | 'describe', cursor: Cursor): CatalogStatement {
  const form = ['EXTENDED', 'FORMATTED'].find((word) => is(cursor.peek(), word) && cursor.peek(1)?.value !== undefined);
  if (form !== undefined) throw new MalformedQuery(`The local cloud does not serve DESCRIBE ${form}`);
  const named = name(cursor);
  return { kind, database: named.at(-2), table: named.at(-1) ?? '' };
}

function takeIn(cursor: Cursor): boolean {
  return cursor.take('IN') || cursor.take('FROM');
}

/** The parts of a name; unquoted ones are lower case in the catalog. */
function name(cursor: Cursor): string[] {
  const parts: string[] = [];
  do {
    const token = cursor.next();
    if (token?.kind !== 'word' && token?.kind !== 'name') throw new MalformedQuery(`mismatched input '${token?.value ?? '<EOF>'}'. Expecting: <identifier>`);
    parts.push(token.value.toLowerCase());
  } while (cursor.take('.'));
  return parts;
}

function text(cursor: Cursor): string | undefined {
  return cursor.peek()?.kind === 'text' ? cursor.next()?.value : undefined;
}

function expected(cursor: Cursor, what: string): MalformedQuery {
  return new MalformedQuery(`mismatched input '${cursor.peek()?.value ?? '<EOF>'}'. Expecting: ${what}`);
}
