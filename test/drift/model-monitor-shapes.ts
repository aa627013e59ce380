import * as z from 'zod/mini';

// Amazon SageMaker AI developer guide, "Schema for Statistics (statistics.json file)".
const common = z.strictObject({ num_present: z.int(), num_missing: z.int() });
const inferred = z.enum(['Fractional', 'Integral', 'String', 'Unknown']);
export const statistics = z.strictObject({
  version: z.literal(0),
  dataset: z.strictObject({ item_count: z.int() }),
  features: z.array(z.strictObject({
    name: z.string(), inferred_type: inferred,
    numerical_statistics: z.optional(z.strictObject({
      common, mean: z.number(), sum: z.number(), std_dev: z.number(), min: z.number(), max: z.number(),
      distribution: z.strictObject({
        kll: z.strictObject({
          buckets: z.array(z.strictObject({ lower_bound: z.number(), upper_bound: z.number(), count: z.number() })).check(z.length(10)),
          sketch: z.strictObject({ parameters: z.strictObject({ c: z.number(), k: z.number() }), data: z.array(z.array(z.number())) }),
        }),
      }),
    })),
    string_statistics: z.optional(z.strictObject({ common, distinct_count: z.number(), distribution: z.strictObject({ categorical: z.strictObject({ buckets: z.array(z.strictObject({ value: z.string(), count: z.number() })) }) }) })),
  })),
});
// "Schema for Constraints (constraints.json file)".
const enabled = z.enum(['Enabled', 'Disabled']);
export const constraints = z.strictObject({
  version: z.literal(0),
  features: z.array(z.strictObject({ name: z.string(), inferred_type: inferred, completeness: z.number(), num_constraints: z.optional(z.strictObject({ is_non_negative: z.boolean() })), string_constraints: z.optional(z.strictObject({ domains: z.array(z.string()) })) })),
  monitoring_config: z.strictObject({
    evaluate_constraints: enabled, emit_metrics: enabled, datatype_check_threshold: z.number(), domain_content_threshold: z.number(),
    distribution_constraints: z.strictObject({ perform_comparison: enabled, comparison_threshold: z.number(), comparison_method: z.enum(['Simple', 'Robust']), categorical_comparison_threshold: z.number(), categorical_drift_method: z.enum(['LInfinity', 'ChiSquared']) }),
  }),
});

export const violations = z.strictObject({
  violations: z.array(
    z.strictObject({
      feature_name: z.string(),
      constraint_check_type: z.enum(['data_type_check', 'completeness_check', 'baseline_drift_check', 'missing_column_check', 'extra_column_check', 'categorical_values_check']),
      description: z.string(),
    }),
  ),
});
