import type { Statement } from './plant.ts';

/** A mistake that somebody could make in a policy of the packaged stacks. */
export interface PrivilegeBug {
  readonly name: string;
  /** What is wrong, in a sentence. */
  readonly says: string;
  readonly policy: 'identity' | 'trust' | 'resource' | 'invocation';
  /** As in docs/security.md: a role without the stage’s prefix, or the logical id of what has the policy. */
  readonly owner: string;
  /** The statement as it shall be; undefined takes it away. */
  readonly change: (statement: Statement) => Statement | undefined;
  readonly statement: string;
  /** What has to be told, or a part of it. */
  readonly told: string;
  /** The scenario that needs what was taken away. Without one, reading the templates is enough. */
  readonly scenario?: { readonly file: string; readonly test?: string };
}
