import type { TableProduct } from '../../events/mesh/metadata.ts';
import { matchesGlob } from '../mesh/glob.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { subscriptionsOf } from './product.ts';

/** What all subscriptions that follow a table together want kept private: its profile serves all of them. */
export interface Privacy {
  /** Names or globs. */
  readonly columns: readonly string[];
  readonly lfTags: readonly { readonly key: string; readonly value: string }[];
  readonly minimumCount: number;
}

export function privacyOf(mesh: Mesh, product: TableProduct): Privacy {
  const settings = subscriptionsOf(mesh, product).map(({ privacy }) => privacy);
  return {
    columns: settings.flatMap(({ columns }) => columns),
    lfTags: settings.flatMap(({ lfTags = {} }) => Object.entries(lfTags).flatMap(([key, values]) => values.map((value) => ({ key, value })))),
    minimumCount: Math.max(1, ...settings.map(({ minimumCount }) => minimumCount)),
  };
}

type Tags = Privacy['lfTags'];

/** The tags of a table, its database and its columns. */
export interface Tagged {
  readonly database: Tags;
  readonly table: Tags;
  readonly columns: ReadonlyMap<string, Tags>;
}

/** The names of the columns that nobody may profile by value. */
export function privateColumns(names: readonly string[], { columns, lfTags }: Privacy, tagged: Tagged): readonly string[] {
  const isMarked = (tags: Tags) => tags.some(({ key, value }) => lfTags.some((wanted) => wanted.key === key && wanted.value === value));
  const fits = (name: string) => columns.some((pattern) => matchesGlob(pattern.toLowerCase(), name.toLowerCase()));
  const byTag = (name: string) => isMarked(inheriting(tagged.columns.get(name) ?? [], inheriting(tagged.table, tagged.database)));
  return names.filter((name) => fits(name) || byTag(name));
}

/** A value of its own counts before the one that would be inherited (Lake Formation developer guide, "Assigning LF-Tags"). */
function inheriting(own: Tags, from: Tags): Tags {
  return [...own, ...from.filter(({ key }) => !own.some((tag) => tag.key === key))];
}
