import type { Cloud } from '../core/cloud.ts';
import type { Rights } from './rights.ts';
import type { Sharing } from './sharing.ts';
import type { Lakes } from './state.ts';

/** What the operations of Lake Formation work on. */
export interface LakeRoom {
  readonly cloud: Cloud;
  readonly lakes: Lakes;
  readonly rights: Rights;
  readonly sharing: Sharing;
}
