import { createRequire } from 'node:module';

/**
 * What botocore's API model says of the inputs of one service's served operations: enumerations, lengths, patterns,
 * ranges, whole numbers. Made by scripts/constraints.ts; a shape without any of them is left out.
 */
export interface ConstraintTable {
  /** botocore's version. */
  readonly botocore: string;
  readonly apiVersion: string;
  /** Patterns that have no counterpart in JavaScript and are not checked, with their shapes. */
  readonly untranslated: Readonly<Record<string, readonly string[]>>;
  /** Input shapes by operation; null where the model says nothing of the input. */
  readonly operations: Readonly<Record<string, string | null>>;
  readonly shapes: Readonly<Record<string, ConstraintShape>>;
}

/** Other shapes are named. `min` and `max` bound a number's value, and the length of anything else. */
export type ConstraintShape =
  | { readonly kind: 'structure'; readonly members: Readonly<Record<string, string>> }
  | (Bounds & { readonly kind: 'list'; readonly item?: string })
  | (Bounds & { readonly kind: 'map'; readonly key?: string; readonly value?: string })
  | ScalarConstraint;

export interface ScalarConstraint extends Bounds {
  readonly kind: 'string' | 'integer' | 'number' | 'blob';
  /** As the model has it, which is how it is printed. */
  readonly pattern?: string;
  /** The same for JavaScript with the `u` flag, where it differs. */
  readonly js?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
}

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const require = createRequire(import.meta.url);

/** The table of a service, by its SDK client's name. Throws where none was made. */
export function constraintTable(service: string): ConstraintTable {
  // Generated in this form; `npm run constraints -- --check` compares.
  return require(`./tables/${service}.json`) as ConstraintTable;
}
