import { digestOf } from '../catalog/hash.ts';

/** Every link database that is ours begins with this. */
export const linkPrefix = 'rl_';

/** Names in the Glue Data Catalog are at most this long. */
const longest = 255;

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
  if (catalog === undefined && plain.length <= longest) return plain;
  const suffix = `_${digestOf(catalog ?? '', database.toLowerCase()).slice(0, 8)}`;
  return plain.slice(0, longest - suffix.length) + suffix;
}
