import { join, jsonGet, type Condition, type ConditionStep, type FailStep, type PipelineContext } from '../definition.ts';
import { modelUri, parameter } from './parameters.ts';
import { profileOfChange, profileOfRows, registerStep } from './register.ts';

const quality = jsonGet('Evaluate', 'Evaluation', 'meshloop.auc_cross_validated');
const loss = jsonGet('Evaluate', 'Evaluation', 'meshloop.comparison.loss');
const lossOnChampionRows = jsonGet('Evaluate', 'Evaluation', 'meshloop.comparison.loss_on_champion_rows');
const comparable = jsonGet('Evaluate', 'Evaluation', 'meshloop.comparison.comparable');
const profiled = jsonGet('Prepare', 'Data', 'profile_describes_rows');

const good: readonly Condition[] = [
  { Type: 'GreaterThanOrEqualTo', LeftValue: quality, RightValue: parameter('QualityBar') },
  { Type: 'LessThanOrEqualTo', LeftValue: loss, RightValue: parameter('Tolerance') },
];
const sure: readonly Condition[] = [
  { Type: 'LessThanOrEqualTo', LeftValue: lossOnChampionRows, RightValue: parameter('ReviewTolerance') },
  { Type: 'Equals', LeftValue: comparable, RightValue: true },
];
const doubtful: Condition = {
  Type: 'Or',
  Conditions: [
    { Type: 'GreaterThan', LeftValue: lossOnChampionRows, RightValue: parameter('ReviewTolerance') },
    { Type: 'Equals', LeftValue: comparable, RightValue: false },
  ],
};
const bad: Condition = {
  Type: 'Or',
  Conditions: [
    { Type: 'LessThan', LeftValue: quality, RightValue: parameter('QualityBar') },
    { Type: 'GreaterThan', LeftValue: loss, RightValue: parameter('Tolerance') },
  ],
};

/**
 * What becomes of the model: exactly one of these steps takes its first branch. They stand side by side because a condition
 * step must not hold another one (SageMaker AI developer guide, "Condition step").
 */
export function decisionSteps(context: PipelineContext): readonly ConditionStep[] {
  // A run whose features could not be kept registers no model: then neither is there.
  const after = context.features === true ? { DependsOn: ['Features'] } : {};
  return conditions(context).map((step) => ({ ...step, ...after }));
}

function conditions(context: PipelineContext): readonly ConditionStep[] {
  const approval = parameter('ModelApprovalStatus');
  return [
    when('GoodEnough', [...good, ...sure, { Type: 'Equals', LeftValue: profiled, RightValue: true }], [
      registerStep(context, { name: 'Register', approval, profile: profileOfChange }),
    ]),
    when('GoodOnNewerData', [...good, ...sure, { Type: 'Equals', LeftValue: profiled, RightValue: false }], [
      registerStep(context, { name: 'RegisterNewerData', approval, profile: profileOfRows }),
    ]),
    when('Doubtful', [...good, doubtful], [
      registerStep(context, { name: 'RegisterForReview', approval: 'PendingManualApproval', profile: profileOfRows }),
    ]),
    when('NotGoodEnough', [bad], [rejectedStep()]),
  ];
}

function when(Name: string, Conditions: readonly Condition[], IfSteps: ConditionStep['Arguments']['IfSteps']): ConditionStep {
  return { Name, Type: 'Condition', Arguments: { Conditions, IfSteps, ElseSteps: [] } };
}

/** The reason stands in the execution's failed step, and with it in its event. */
function rejectedStep(): FailStep {
  const ErrorMessage = join(
    '',
    'The model is not good enough. Cross-validated AUC ',
    quality,
    ', at least ',
    parameter('QualityBar'),
    ' is wanted; AUC lost against the champion on the same test rows ',
    loss,
    ', at most ',
    parameter('Tolerance'),
    ' is allowed. Details: ',
    modelUri('evaluation', 'evaluation.json'),
  );
  return { Name: 'Rejected', Type: 'Fail', Arguments: { ErrorMessage } };
}
