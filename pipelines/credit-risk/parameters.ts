import { runParameterNames } from '../../shared/mesh/run-parameters.ts';
import { join, type Parameter, type PipelineContext, type Reference } from '../definition.ts';

const texts = {
  Label: 'credit_risk',
  /** Columns that the model must not see, separated by commas. Empty text is no value to SageMaker, hence the dash. */
  ExcludeColumns: '-',
  /**
   * Number columns that are codes without an order, so that each value is a category: those of the South German Credit data (UCI 573).
   * Its other codes rise or fall with what they stand for, and are taken as numbers.
   */
  CategoricalColumns: 'purpose,personal_status_sex,other_debtors,other_installment_plans,housing',
  /** Columns that the champion's data did not have: use, ignore, or fail. */
  AddedColumns: 'use',
  /** Columns that only the champion's data had: allow, or fail. */
  DroppedColumns: 'allow',
  /** Columns that had another type in the champion's data (number, text, boolean, moment): use as they are now, ignore, or fail. */
  RetypedColumns: 'use',
  /** Columns that identify a row, so that it stays among the test rows from one version of the data to the next. */
  KeyColumns: '-',
  /** Columns whose groups' error rates are compared. */
  GroupAttributes: 'personal_status_sex,foreign_worker,age',
  /** Of a model that is good enough: PendingManualApproval, or Approved. */
  ModelApprovalStatus: 'PendingManualApproval',
  ProcessingInstanceType: 'ml.m5.large',
  TrainingInstanceType: 'ml.m5.large',
} as const;

const numbers = {
  /** Cross-validated AUC below which a model is rejected. */
  QualityBar: 0.65,
  /** How much AUC a model may lose against the champion on the same test rows. */
  Tolerance: 0.05,
  /** The same on the champion's own test rows; beyond it a person decides. */
  ReviewTolerance: 0.15,
  ValidationRatio: 0.15,
  TestRatio: 0.2,
  // The hyperparameters of the AWS post "Build and train ML models using a data mesh architecture on AWS", part 2.
  Eta: 0.1,
  Gamma: 4,
  MinChildWeight: 6,
  Subsample: 0.8,
} as const;

const integers = { Seed: 1, MaxDepth: 5, Rounds: 100, EarlyStoppingRounds: 20 } as const;

const choices: Readonly<Partial<Record<keyof typeof texts, readonly string[]>>> = {
  AddedColumns: ['use', 'ignore', 'fail'],
  DroppedColumns: ['allow', 'fail'],
  RetypedColumns: ['use', 'ignore', 'fail'],
  ModelApprovalStatus: ['PendingManualApproval', 'Approved'],
};

export type ParameterName = (typeof runParameterNames)[number] | 'CodeUri' | keyof typeof texts | keyof typeof keeping | keyof typeof numbers | keyof typeof integers;

/** Where the prepared rows go. Only a pipeline of which a model keeps its features has it; another model's runs are then not given it. */
const keeping = { FeatureGroup: '-' } as const;

/** What an execution is started with: what has no default must be given, everything else may be. */
export function parametersWith({ codeUri, features = false }: Pick<PipelineContext, 'codeUri' | 'features'>): readonly Parameter[] {
  const withDefaults = <Type extends 'String' | 'Float' | 'Integer', Value>(Type: Type, defaults: Readonly<Record<string, Value>>) =>
    Object.entries(defaults).map(([Name, DefaultValue]) => ({ Name, Type, DefaultValue }));
  const chosen = new Map<string, readonly string[]>(Object.entries(choices));
  const strings = withDefaults<'String', string>('String', { CodeUri: codeUri, ...texts, ...(features ? keeping : {}) });
  return [
    ...runParameterNames.map((Name): Parameter => ({ Name, Type: 'String' })),
    ...strings.map((each): Parameter => ({ ...each, ...(chosen.has(each.Name) ? { EnumValues: chosen.get(each.Name) ?? [] } : {}) })),
    ...withDefaults<'Float', number>('Float', numbers),
    ...withDefaults<'Integer', number>('Integer', integers),
  ];
}

export function parameter(name: ParameterName): Reference {
  return { Get: `Parameters.${name}` };
}

/** A number as text, where a request takes nothing else. */
export function textOf(name: ParameterName): Reference {
  return join('', parameter(name));
}

/** Scratch of this execution: s3://<bucket>/pipeline/<execution>/<folder>. It expires with the bucket's lifecycle rule. */
export function executionUri(folder: string): Reference {
  return join('/', 's3:/', parameter('Bucket'), 'pipeline', { Get: 'Execution.PipelineExecutionId' }, folder);
}

/** What belongs to the model and stays: s3://<bucket>/models/<group>/<execution>/<folder>. */
export function modelUri(...path: readonly string[]): Reference {
  const execution: Reference = { Get: 'Execution.PipelineExecutionId' };
  return join('/', 's3:/', parameter('Bucket'), 'models', parameter('ModelPackageGroupName'), execution, ...path);
}

/** The profile of the rows that the model learned from, where it is not the one that the run was started with. */
export function ownProfileUri(...path: readonly string[]): Reference {
  const execution: Reference = { Get: 'Execution.PipelineExecutionId' };
  return join('/', 's3:/', parameter('Bucket'), 'profiles', parameter('Product'), 'runs', execution, ...path);
}
