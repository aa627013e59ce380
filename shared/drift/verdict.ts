import type { Reconstruction } from './reconstruction.ts';

export type Level = 'none' | 'possible' | 'drift';

export interface Verdict {
  /** What follows: after the consequences that were chosen and after hysteresis. */
  readonly level: Level;
  /** What this comparison alone says, for the hysteresis of later verdicts. */
  readonly found: Level;
  readonly preset: string;
  readonly rows: { readonly baseline: number; readonly current: number };
  readonly columns: readonly ColumnVerdict[];
  /** Weighted share of the drifted columns among those compared. */
  readonly share: number;
  /** Sentences for a person, the most important first. */
  readonly reasons: readonly string[];
  readonly findings: readonly Finding[];
  /** The check of the relations between columns, where it was made. */
  readonly multivariate?: Reconstruction;
}

export interface ColumnVerdict {
  readonly name: string;
  readonly type: string;
  readonly test: string;
  /** May be infinite or NaN where a preset's tool gives that; written as "inf", "nan" in JSON documents. */
  readonly score: number;
  readonly threshold: number;
  readonly drifted: boolean;
  /** Why it drifted; empty when it did not. */
  readonly causes: readonly Cause[];
  readonly level: Level;
  readonly pValue?: number;
  /** p-value after the Benjamini-Hochberg adjustment over all compared columns. */
  readonly adjustedPValue?: number;
  /** Mean score of two samples of these sizes from one and the same distribution. */
  readonly noiseFloor?: number;
  readonly nullShare: { readonly baseline: number; readonly current: number };
  /** Share of the current rows with categories that the baseline does not have. */
  readonly unseenShare: number;
  /** New categories by name, where they may be named, with their rows. */
  readonly unseen: readonly (readonly [value: string, count: number])[];
  /** The score is computed from a grid where the test wants exact values: why and how far it can be off. */
  readonly approximate?: string;
  /** The numbers behind the verdict and its picture. */
  readonly distribution: Distribution;
  readonly reason: string;
}

/** The distribution moved, nulls came or went, or values occur that the baseline does not know. */
export type Cause = 'distribution' | 'nulls' | 'unseen';

export interface Distribution {
  readonly labels: readonly string[];
  readonly baseline: readonly number[];
  readonly current: readonly number[];
}

/** What else changed, apart from the distributions. */
export interface Finding {
  readonly kind: 'missing-column' | 'extra-column' | 'type-changed' | 'left-out' | 'few-rows' | 'grid-differs' | 'growth' | 'shrinkage' | 'age' | 'outgrown' | 'relations';
  readonly column?: string;
  readonly text: string;
}
