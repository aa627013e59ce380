import type { Lake } from './state.ts';

/** Where LF-Tags are attached: a database, a table in it, or a column of that. */
export type TagPath = readonly [database: string, table?: string | undefined, column?: string | undefined];

/** Joined by a line end: the one character that no name has (Glue API reference, "Common data types": single-line string pattern). */
export function pathKey([database, table, column]: TagPath): string {
  if (table === undefined) return database;
  return column === undefined ? `${database}\n${table}` : `${database}\n${table}\n${column}`;
}

/** What is attached right here, without what is inherited. */
export function attachedTags(lake: Lake, path: TagPath): ReadonlyMap<string, string> {
  return lake.attached.get(pathKey(path)) ?? NONE;
}

const NONE: ReadonlyMap<string, string> = new Map();

/**
 * A table inherits the tags of its database and a column those of its table, unless it has its own value for the key
 * (Lake Formation developer guide, "Lake Formation tag-based access control").
 */
export function effectiveTags(lake: Lake, [database, table, column]: TagPath): ReadonlyMap<string, string> {
  const inherited = new Map(attachedTags(lake, [database]));
  if (table !== undefined) for (const [key, value] of attachedTags(lake, [database, table])) inherited.set(key, value);
  if (table !== undefined && column !== undefined) {
    for (const [key, value] of attachedTags(lake, [database, table, column])) inherited.set(key, value);
  }
  return inherited;
}

export function attach(lake: Lake, path: TagPath, key: string, value: string): void {
  const tags = lake.attached.get(pathKey(path)) ?? new Map<string, string>();
  tags.set(key, value);
  lake.attached.set(pathKey(path), tags);
}

export function detach(lake: Lake, path: TagPath, key: string): void {
  const tags = lake.attached.get(pathKey(path));
  tags?.delete(key);
  if (tags?.size === 0) lake.attached.delete(pathKey(path));
}

/** Forgets what is attached to something and to all in it. */
export function forgetTags(lake: Lake, path: TagPath): void {
  const own = pathKey(path);
  for (const key of lake.attached.keys()) if (key === own || key.startsWith(`${own}\n`)) lake.attached.delete(key);
}
