import type { FaultPlan } from '../local/faults/plan.ts';
import type { DataVersion } from './data.ts';
import type { MeshName } from './meshes.ts';

/** A table of the central catalog. */
export interface Product {
  readonly database: string;
  readonly table: string;
}

/** What somebody does. */
export type Deed =
  | { readonly kind: 'make database'; readonly database: string }
  | { readonly kind: 'register'; readonly product: Product; readonly data: DataVersion }
  | { readonly kind: 'register again'; readonly product: Product; readonly data: DataVersion }
  | { readonly kind: 'share'; readonly database: string }
  | { readonly kind: 'revoke'; readonly database: string }
  | { readonly kind: 'delete table'; readonly product: Product }
  | { readonly kind: 'delete database'; readonly database: string }
  | { readonly kind: 'edit mesh.yml'; readonly mesh: MeshName }
  /** Somebody in the consumer makes a database under the name that a link would have. */
  | { readonly kind: 'take a link name'; readonly link: string; readonly how: 'database' | 'link elsewhere' }
  /** Somebody starts a pipeline by hand. */
  | { readonly kind: 'start a run by hand'; readonly pipeline: string }
  /** The hour has come in which reconcile looks. */
  | { readonly kind: 'reconcile' }
  /** Something that concerns nobody here. */
  | { readonly kind: 'register elsewhere'; readonly data: DataVersion };

export interface Action {
  /** Milliseconds of cloud time since the start. */
  readonly at: number;
  readonly deed: Deed;
}

/** A query or a run that fails by itself, as AWS's own may. */
export type Trouble =
  | { readonly kind: 'query'; readonly purpose: 'access' | 'grid' | 'profile'; readonly table: string; readonly nth: number }
  | { readonly kind: 'run'; readonly pipeline: string; readonly nth: number };

/** All that makes one simulation: the same story under the same seed runs the same way. */
export interface Story {
  readonly seed: number;
  /** In the order of time. */
  readonly actions: readonly Action[];
  readonly faults: FaultPlan;
  readonly troubles: readonly Trouble[];
}
