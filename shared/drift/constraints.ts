import type { Shape } from './grid.ts';
import { interval } from './keys.ts';
import type { ColumnProfile, Profile } from './profile.ts';
import { inferredType } from './statistics.ts';
import type { InferredType } from './statistics.ts';

/** constraints.json of SageMaker Model Monitor (Amazon SageMaker AI developer guide, "Schema for Constraints (constraints.json file)"). Thresholds are Model Monitor's defaults, for whoever runs it on the file. */
export function constraintsOf(profile: Profile): Constraints {
  return {
    version: 0,
    features: profile.columns.map((column) => constraint(column, profile.rows)),
    monitoring_config: {
      evaluate_constraints: 'Enabled',
      emit_metrics: 'Enabled',
      datatype_check_threshold: 0.1,
      domain_content_threshold: 0.1,
      distribution_constraints: { perform_comparison: 'Enabled', comparison_threshold: 0.1, comparison_method: 'Robust', categorical_comparison_threshold: 0.1, categorical_drift_method: 'LInfinity' },
    },
  };
}

export interface Constraints {
  readonly version: 0;
  readonly features: readonly FeatureConstraint[];
  readonly monitoring_config: MonitoringConfig;
}

export interface FeatureConstraint {
  readonly name: string;
  readonly inferred_type: InferredType;
  readonly completeness: number;
  readonly num_constraints?: { readonly is_non_negative: boolean };
  readonly string_constraints?: { readonly domains: readonly string[] };
}

export interface MonitoringConfig {
  readonly evaluate_constraints: 'Enabled' | 'Disabled';
  readonly emit_metrics: 'Enabled' | 'Disabled';
  readonly datatype_check_threshold: number;
  readonly domain_content_threshold: number;
  readonly distribution_constraints: {
    readonly perform_comparison: 'Enabled' | 'Disabled';
    readonly comparison_threshold: number;
    readonly comparison_method: 'Simple' | 'Robust';
    readonly categorical_comparison_threshold: number;
    readonly categorical_drift_method: 'LInfinity' | 'ChiSquared';
  };
}

function constraint(column: ColumnProfile, rows: number): FeatureConstraint {
  const inferred = inferredType(column);
  const head = { name: column.name, inferred_type: inferred, completeness: rows === 0 ? 1 : (rows - column.nulls) / rows };
  if (inferred === 'Integral' || inferred === 'Fractional') return { ...head, num_constraints: { is_non_negative: isNonNegative(column) } };
  // A domain can be checked only where every value is listed.
  const closed = column.grid.kind === 'categories' && column.rest === 0 && column.categories.length > 0;
  return closed ? { ...head, string_constraints: { domains: column.categories.map(([value]) => value) } } : head;
}

/** Bins that reach below zero may hold values above it only: then it is not claimed. */
function isNonNegative({ grid, numbers, negativeInfinity, rest }: ColumnProfile): boolean {
  if (negativeInfinity > 0 || rest > 0 || numbers.length === 0) return false;
  const [first] = numbers[0] ?? [NaN];
  return grid.kind === 'values' ? first >= 0 : grid.kind === 'bins' && keyAtLeastZero(first, grid.shape);
}

function keyAtLeastZero(key: number, shape: Shape): boolean {
  return interval(key, shape)[0] >= 0;
}
