import type { Permission } from '@aws-sdk/client-lakeformation';
import { attachedTags, effectiveTags } from './attached-tags.ts';
import { matches, type Tags } from './expression.ts';
import { expand } from './permissions.ts';
import { ALL_TABLES, type ColumnChoice } from './resource.ts';
import type { Grant, Lake } from './state.ts';

/** A table as far as permissions care. */
export interface TableShape {
  readonly database: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/** What some grants give on a table: permissions, and the columns that SELECT reaches. */
export interface Held {
  readonly permissions: Set<Permission>;
  readonly columns: Set<string>;
}

/** What grants give on a database; anything on a table in it lets one see the database. */
export function heldOnDatabase(owner: Lake, grants: Iterable<Grant>, database: string, tables: readonly string[]): Set<Permission> {
  const held = new Set<Permission>();
  const tagged = lazily(() => distinctTags(owner, database, tables));
  for (const grant of grants) {
    const { resource } = grant;
    if (resource.kind === 'database' && resource.database === database) add(held, grant);
    else if (resource.kind === 'policy' && resource.type === 'DATABASE' && matches(resource.expression, effectiveTags(owner, [database])))
      add(held, grant);
    else if ((resource.kind === 'table' || resource.kind === 'columns') && resource.database === database) held.add('DESCRIBE');
    else if (resource.kind === 'policy' && resource.type === 'TABLE' && tagged().some((tags) => matches(resource.expression, tags)))
      held.add('DESCRIBE');
  }
  if (held.size > 0) held.add('DESCRIBE');
  return held;
}

/** What tables of a database carry, each combination once: most have the database's own, and a mesh has as many policies as databases. */
function distinctTags(owner: Lake, database: string, tables: readonly string[]): readonly Tags[] {
  const own = tables.filter((table) => attachedTags(owner, [database, table]).size > 0);
  return [
    ...(own.length < tables.length ? [effectiveTags(owner, [database])] : []),
    ...own.map((table) => effectiveTags(owner, [database, table])),
  ];
}

function lazily<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: work() }).value;
}

export function heldOnTable(owner: Lake, grants: Iterable<Grant>, table: TableShape): Held {
  const held: Held = { permissions: new Set(), columns: new Set() };
  const tagged = lazily(() => tagsIn(owner, table));
  for (const grant of grants) {
    const columns = reachedColumns(grant, table, tagged);
    if (columns.length === 0 && !reachesTable(grant, table, tagged)) continue;
    add(held.permissions, grant);
    if (expand(grant.permissions, grant.resource).has('SELECT')) for (const column of columns) held.columns.add(column);
  }
  // Any permission on a table lets one see it (developer guide, "Lake Formation permissions reference").
  if (held.permissions.size > 0) held.permissions.add('DESCRIBE');
  return held;
}

/** What is both shared with an account and granted on in it. */
export function intersect(a: Held, b: Held): Held {
  return { permissions: both(a.permissions, b.permissions), columns: both(a.columns, b.columns) };
}

export function union(a: Held, b: Held): Held {
  return { permissions: new Set([...a.permissions, ...b.permissions]), columns: new Set([...a.columns, ...b.columns]) };
}

export function both<Item>(a: Iterable<Item>, b: ReadonlySet<Item>): Set<Item> {
  return new Set([...a].filter((item) => b.has(item)));
}

export function chosen(choice: ColumnChoice, columns: readonly string[]): string[] {
  return columns.filter((column) => ('include' in choice ? choice.include.includes(column) : !choice.except.includes(column)));
}

function add(held: Set<Permission>, grant: Grant): void {
  for (const permission of expand(grant.permissions, grant.resource)) held.add(permission);
}

/** What a table and its columns carry. Worked out once for all grants: a mesh has as many policies as databases. */
interface TableTags {
  readonly table: Tags;
  readonly ofColumn: (column: string) => Tags;
}

function tagsIn(owner: Lake, { database, table, columns }: TableShape): TableTags {
  const tags = effectiveTags(owner, [database, table]);
  const own = columns.filter((column) => attachedTags(owner, [database, table, column]).size > 0);
  const apart = new Map(own.map((column) => [column, effectiveTags(owner, [database, table, column])]));
  return { table: tags, ofColumn: (column) => apart.get(column) ?? tags };
}

function reachesTable({ resource }: Grant, table: TableShape, tagged: () => TableTags): boolean {
  switch (resource.kind) {
    case 'table':
    case 'columns':
      return resource.database === table.database && (resource.table === table.table || resource.table === ALL_TABLES);
    case 'policy':
      return resource.type === 'TABLE' && matches(resource.expression, tagged().table);
    default:
      return false;
  }
}

/** A column may carry tags of its own, so a policy can reach it without its table, and miss it within one. */
function reachedColumns(grant: Grant, table: TableShape, tagged: () => TableTags): readonly string[] {
  const { resource } = grant;
  if (resource.kind === 'policy' && resource.type === 'TABLE') {
    return table.columns.filter((column) => matches(resource.expression, tagged().ofColumn(column)));
  }
  if (!reachesTable(grant, table, tagged)) return [];
  return resource.kind === 'columns' ? chosen(resource.columns, table.columns) : table.columns;
}
