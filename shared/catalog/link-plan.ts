import { fits } from '../mesh/names.ts';

/** A database of another catalog that a link points to. */
export interface LinkTarget {
  readonly catalogId: string;
  readonly database: string;
}

/** A database of the consumer's catalog; without a target it is a real one. */
export interface ExistingDatabase {
  readonly name: string;
  readonly target?: LinkTarget;
}

export type LinkAction =
  | { readonly action: 'create' }
  | { readonly action: 'keep' }
  | { readonly action: 'refuse'; readonly reason: string; readonly remedy: string };

/** What to do so that the link `name` points to `target`. A name that stands for something else is never taken over. */
export function planLink(name: string, target: LinkTarget, existing: ExistingDatabase | undefined): LinkAction {
  if (!/^rl_[^A-Z]*$/.test(name) || !fits(name)) {
    return refuse(`${name} is not a usable link name`, 'Set `link` in mesh.yml: rl_ and lower case, at most 255 bytes.');
  }
  if (existing === undefined) return { action: 'create' };
  const other = `Choose another \`link\` in mesh.yml, or remove the database ${name} if nobody needs it.`;
  if (existing.target === undefined) return refuse(`${name} is a database of its own, not a link`, other);
  const { catalogId, database } = existing.target;
  if (catalogId === target.catalogId && database === target.database) return { action: 'keep' };
  return refuse(`${name} is a link to ${database} of ${catalogId}`, other);
}

function refuse(reason: string, remedy: string): LinkAction {
  return { action: 'refuse', reason, remedy };
}
