import { classOf } from '../drift/column-class.ts';
import type { ColumnProfile, Profile } from '../drift/profile.ts';

/**
 * The shapes of SageMaker Model Monitor's baseline files, as far as counts fill them (SageMaker AI developer guide, "Schema for
 * Statistics" and "Schema for Constraints"). With them a model package's baseline is readable by the Model Registry and Studio.
 */
export function statisticsOf(profile: Profile) {
  return {
    version: 0,
    dataset: { item_count: profile.rows },
    features: profile.columns.map((column) => {
      const common = { num_present: profile.rows - column.nulls, num_missing: column.nulls };
      const numeric = inferredType(column) !== 'String';
      return {
        name: column.name,
        inferred_type: inferredType(column),
        [numeric ? 'numerical_statistics' : 'string_statistics']: { common },
      };
    }),
  };
}

export function constraintsOf(profile: Profile) {
  return {
    version: 0,
    features: profile.columns.map((column) => ({
      name: column.name,
      inferred_type: inferredType(column),
      completeness: profile.rows === 0 ? 1 : (profile.rows - column.nulls) / profile.rows,
    })),
    monitoring_config: { evaluate_constraints: 'Enabled', emit_metrics: 'Enabled' },
  };
}

function inferredType({ type }: ColumnProfile): 'Integral' | 'Fractional' | 'String' | 'Unknown' {
  switch (classOf(type)) {
    case 'integer':
      return 'Integral';
    case 'fraction':
      return 'Fractional';
    case 'nested':
      return 'Unknown';
    default:
      return 'String';
  }
}
