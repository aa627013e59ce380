import type { Mesh } from '../mesh/mesh.ts';
import type { Environment } from './environment.ts';

/** What a handler works with besides its event. */
export interface Context {
  readonly mesh: Mesh;
  readonly environment: Environment;
  /** Milliseconds since the epoch. Read it again after waiting. */
  readonly now: () => number;
}
