import type { Grant } from '../catalog/grant-plan.ts';
import type { ExistingDatabase } from '../catalog/link-plan.ts';

/** A database of another account's catalog that this account sees, with the tables that it sees in it. */
export interface SharedDatabase {
  readonly catalogId: string;
  readonly database: string;
  readonly tables: readonly string[];
}

/** A database of the consumer's own catalog whose name begins with our prefix. */
export interface OwnDatabase extends ExistingDatabase {
  /** Whether it carries our tag; undefined where nobody asked, because nothing would be deleted. */
  readonly ours?: boolean;
  /** What lies in a real database; undefined where nobody asked. */
  readonly tables?: readonly OwnTable[];
}

/** A table in a real database of the consumer; without a target it is no link. */
export interface OwnTable {
  readonly name: string;
  readonly target?: { readonly catalogId: string; readonly database: string; readonly table: string };
}

/** What the planner knows: what is shared now, and what the consumer has. A part of the mesh is a state like the whole. */
export interface AccessState {
  readonly shared: readonly SharedDatabase[];
  readonly databases: readonly OwnDatabase[];
  /** Grants that exist on resources that matter, whoever made them. An opt-in is kept as the right OPT_IN. */
  readonly grants: readonly Grant[];
  /** What we granted because it was not there: all that revocation may take. */
  readonly receipts: readonly Grant[];
  /**
   * Which grants were read, where it is not all: those by LF-Tags, or those on names. Nothing is planned about the others. With those on
   * names no link is removed: that is decided where all links are seen.
   */
  readonly part?: 'tags' | 'names';
}
