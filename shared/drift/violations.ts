import type { ColumnVerdict, Finding, Verdict } from './verdict.ts';

/**
 * constraint_violations.json of SageMaker Model Monitor (Amazon SageMaker AI developer guide, "Schema for Violations (constraint_violations.json
 * file)"), the verdict with its evidence under the one member `meshloop`. The sentence of a drift is the one that AWS's samples parse:
 * "distance: … exceeds threshold: …".
 */
export function violationsOf(verdict: Verdict): Violations {
  return { violations: [...verdict.findings.flatMap(fromFinding), ...verdict.columns.flatMap(fromColumn)], meshloop: { verdict } };
}

export interface Violations {
  readonly violations: readonly Violation[];
  readonly meshloop: { readonly verdict: Verdict };
}

export interface Violation {
  readonly feature_name: string;
  readonly constraint_check_type: 'data_type_check' | 'completeness_check' | 'baseline_drift_check' | 'missing_column_check' | 'extra_column_check' | 'categorical_values_check';
  readonly description: string;
}

const checks: Partial<Readonly<Record<Finding['kind'], Violation['constraint_check_type']>>> = {
  'missing-column': 'missing_column_check',
  'extra-column': 'extra_column_check',
  'type-changed': 'data_type_check',
};

function fromFinding({ kind, column, text }: Finding): readonly Violation[] {
  const check = checks[kind];
  return check === undefined || column === undefined ? [] : [{ feature_name: column, constraint_check_type: check, description: text }];
}

function fromColumn({ name, score, threshold, causes, nullShare, unseenShare }: ColumnVerdict): readonly Violation[] {
  return causes.map((cause): Violation => {
    switch (cause) {
      case 'distribution': return { feature_name: name, constraint_check_type: 'baseline_drift_check', description: `Baseline drift distance: ${score} exceeds threshold: ${threshold}` };
      case 'nulls': return { feature_name: name, constraint_check_type: 'completeness_check', description: `Share of nulls went from ${nullShare.baseline} to ${nullShare.current}` };
      case 'unseen': return { feature_name: name, constraint_check_type: 'categorical_values_check', description: `Share of values that the baseline does not know: ${unseenShare}` };
    }
  });
}
