import { digestOf } from '../catalog/hash.ts';

/** Every link database that is ours begins with this. */
export const linkPrefix = 'rl_';

/** Names in the Glue Data Catalog have at most so many bytes in UTF-8 (Glue developer guide, "Database API"). */
const longest = 255;

/** Whether the Glue Data Catalog takes a name as long as this. */
export function fits(name: string): boolean {
  return Buffer.byteLength(name) <= longest;
}

interface Named {
  readonly link?: string | undefined;
  /** Present only where it is not the central account's. */
  readonly catalog?: string | undefined;
}

/**
 * The name of the link database of a shared database: the subscription's fixed name, or `rl_<database>`. What that name does not
 * tell apart (the same database of another catalog, a name that is too long) a hash does, so that the name stays the same for ever.
 */
export function linkName({ link, catalog }: Named, database: string): string {
  if (link !== undefined) return link;
  const plain = (linkPrefix + database).toLowerCase();
  if (catalog === undefined && fits(plain)) return plain;
  const suffix = `_${digestOf(catalog ?? '', database.toLowerCase()).slice(0, 8)}`;
  return beginning(plain, suffix) + suffix;
}

/** As much of a name as fits before the suffix, in whole characters. */
function beginning(name: string, suffix: string): string {
  let kept = '';
  for (const character of name) {
    if (!fits(kept + character + suffix)) break;
    kept += character;
  }
  return kept;
}
