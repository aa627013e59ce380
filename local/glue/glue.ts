import type { Cloud } from '../core/cloud.ts';
import type { Access } from './access.ts';
import type { Catalogs } from './state.ts';

/** What every operation of the room works on. */
export interface Glue {
  readonly cloud: Cloud;
  readonly catalogs: Catalogs;
  readonly access: Access;
}
