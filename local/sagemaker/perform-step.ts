import type { PipelineExecutionStepMetadata } from '@aws-sdk/client-sagemaker';
import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { allHold } from './conditions.ts';
import { isRecord } from './definition.ts';
import type { Step } from './definition.ts';
import { readJobRequest, readRegistration } from './job-request.ts';
import type { Execution } from './model.ts';
import { resolve } from './reference.ts';
import type { Registry } from './registry.ts';
import { NOT_RUN, scopeOf } from './step-runner.ts';
import type { StepOutputs, StepResult, StepRunner } from './step-runner.ts';

/** What one execution needs from its surroundings. */
export interface Surroundings {
  readonly cloud: Cloud;
  readonly registry: Registry;
  readonly runner: StepRunner;
}

const NO_OUTPUTS: StepOutputs = { get: () => undefined, propertyFile: () => undefined };

/** Steps that SageMaker does itself, without a job. */
const OWN_TYPES = ['RegisterModel', 'Condition', 'Fail'];

/** Does what a step is for; a step with a job of its own goes to the runner. Rejects with what SageMaker would refuse. */
export async function performStep(
  { cloud, registry, runner }: Surroundings,
  execution: Execution,
  step: Step,
  outputs: ReadonlyMap<string, StepOutputs>,
): Promise<StepResult> {
  const scope = scopeOf(typedParameters(execution), executionProperties(execution), outputs);
  if (step.type === 'Condition') {
    const holds = ranForReal(execution) ? allHold(step.arguments['Conditions'], scope) : isFirstCondition(execution);
    return { status: 'Succeeded', outputs: NO_OUTPUTS, metadata: { Condition: { Outcome: holds ? 'True' : 'False' } } };
  }
  const given = resolve(step.arguments, scope);
  if (!isRecord(given)) throw new TypeError(`the arguments of step ${step.name} are not an object`);
  if (step.type === 'Fail') {
    const message = given['ErrorMessage'];
    const reason = typeof message === 'string' ? message : JSON.stringify(message);
    return { status: 'Failed', reason, metadata: { Fail: { ErrorMessage: reason } } };
  }
  const caller = roleCaller(cloud, execution);
  if (step.type === 'RegisterModel') {
    return { status: 'Succeeded', outputs: NO_OUTPUTS, metadata: register(cloud, registry, caller, execution, given) };
  }
  const request = readJobRequest(step.type, given) ?? {};
  return runner.run(
    { name: step.name, type: step.type, arguments: given, request, propertyFiles: step.propertyFiles },
    {
      cloud,
      account: execution.pipeline.account,
      executionArn: execution.arn,
      executionId: execution.id,
      caller,
      stepCount: execution.definition.steps.filter(({ type }) => !OWN_TYPES.includes(type)).length || 1,
      signal: execution.stop.signal,
    },
  );
}

function ranForReal(execution: Execution): boolean {
  return notRun(execution) === undefined;
}

/** Why steps were not run; undefined when they were. */
function notRun({ steps }: Execution): string | undefined {
  return steps.find(({ StepDescription }) => StepDescription?.startsWith(NOT_RUN))?.StepDescription;
}

/**
 * Without outputs no condition can be judged. An execution whose steps do not run goes the way of a good model: its first
 * condition is taken to hold, the others not.
 */
function isFirstCondition({ steps }: Execution): boolean {
  return !steps.some(({ Metadata }) => Metadata?.Condition !== undefined);
}

// As the pipeline's role. SageMaker makes a group that is missing (SageMaker AI developer guide, "Register a model version" in a pipeline).
function register(
  cloud: Cloud,
  registry: Registry,
  caller: Caller,
  execution: Execution,
  given: Readonly<Record<string, unknown>>,
): PipelineExecutionStepMetadata {
  const input = readRegistration(given);
  const name = input.ModelPackageGroupName ?? '';
  const groupArn = registry.groupArn(caller.accountId, name);
  if (registry.findGroup(caller.accountId, name) === undefined) {
    cloud.iam.authorize(caller, { action: 'sagemaker:CreateModelPackageGroup', resources: [groupArn] });
    registry.addGroup(caller.accountId, name);
  }
  cloud.iam.authorize(caller, {
    action: 'sagemaker:CreateModelPackage',
    resources: [`${groupArn.replace('model-package-group', 'model-package')}/*`],
  });
  const MetadataProperties = { ...input.MetadataProperties, GeneratedBy: execution.arn };
  const ModelPackageDescription = input.ModelPackageDescription ?? notRun(execution);
  return { RegisterModel: { Arn: registry.register(caller, { ...input, ModelPackageDescription, MetadataProperties }).arn } };
}

function roleCaller(cloud: Cloud, { roleArn }: Execution): Caller {
  cloud.iam.assertRoleTrusts(roleArn, 'sagemaker.amazonaws.com');
  return cloud.sts.serviceAs(roleArn, 'SageMaker');
}

// SageMaker AI developer guide, "Pipeline parameters": numbers and booleans keep their type in the arguments.
function typedParameters({ definition, parameters }: Execution): ReadonlyMap<string, unknown> {
  return new Map(parameters.map(({ Name = '', Value = '' }) => [Name, typed(definition.parameters.get(Name)?.type, Value)]));
}

function typed(type: string | undefined, value: string): unknown {
  if (type === 'Integer' || type === 'Float') return Number(value);
  return type === 'Boolean' ? value.toLowerCase() === 'true' : value;
}

/** SageMaker AI developer guide, "Execution variables". */
function executionProperties(execution: Execution): Readonly<Record<string, unknown>> {
  const started = new Date(execution.startedAt).toISOString();
  return {
    PipelineExecutionId: execution.id,
    PipelineExecutionArn: execution.arn,
    PipelineName: execution.pipeline.name,
    PipelineArn: execution.pipeline.arn,
    StartDateTime: started,
    CurrentDateTime: started,
  };
}
