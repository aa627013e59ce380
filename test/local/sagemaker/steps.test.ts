import { DescribePipelineExecutionCommand, ListPipelineExecutionStepsCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/core/service.ts';
import type { StepResult, StepRunner } from '../../../local/sagemaker/step-runner.ts';
import { definition, sageMakerCloud } from './support.ts';

const [, train] = definition.Steps;
const retrying = { ExceptionType: ['SageMaker.JOB_INTERNAL_ERROR', 'Step.THROTTLING'], IntervalSeconds: 60, BackoffRate: 2, MaxAttempts: 3 };
const succeeded: StepResult = { status: 'Succeeded', outputs: { get: () => undefined, propertyFile: (_file, path) => ({ auc: 0.7 })[path] } };

/** What becomes of one step whose attempts end one after the other as `results` says. */
async function attempts(results: readonly (StepResult | AwsError)[], steps: readonly unknown[] = [{ ...train, RetryPolicies: [retrying] }]) {
  let next = 0;
  const runner: StepRunner = {
    run: () => {
      const result = results[next++] ?? succeeded;
      return result instanceof AwsError ? Promise.reject(result) : Promise.resolve(result);
    },
  };
  const world = sageMakerCloud({ runner });
  await world.createPipeline({ ...definition, Steps: steps });
  const before = world.cloud.clock.now();
  const { PipelineExecutionArn } = await world.start();
  await world.cloud.clock.run();
  const { PipelineExecutionSteps = [] } = await world.client.send(new ListPipelineExecutionStepsCommand({ PipelineExecutionArn, SortOrder: 'Ascending' }));
  const { PipelineExecutionStatus: status } = await world.client.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn }));
  return { steps: PipelineExecutionSteps, status, seconds: (world.cloud.clock.now() - before) / 1000 };
}

describe('a step with a retry policy', () => {
  const crash: StepResult = { status: 'Failed', reason: 'InternalServerError', exception: 'SageMaker.JOB_INTERNAL_ERROR' };

  it('is tried again, each time later, and may succeed', async () => {
    const { steps, seconds } = await attempts([crash, new AwsError('ThrottlingException', 'Rate exceeded')]);

    expect(steps).toMatchObject([{ StepStatus: 'Succeeded', AttemptCount: 3 }]);
    expect(seconds).toBe(60 + 120);
  });

  it('fails when its retries are used up: the first attempt is none of them', async () => {
    const { steps, status, seconds } = await attempts([crash, crash, crash, crash]);

    expect(steps).toMatchObject([{ StepStatus: 'Failed', AttemptCount: 4, FailureReason: 'InternalServerError' }]);
    expect(seconds).toBe(60 + 120 + 240);
    expect(status).toBe('Failed');
  });

  it.each([
    ['MaxAttempts of 0', { MaxAttempts: 0 }, 1],
    ['ExpireAfterMin of 0', { MaxAttempts: undefined, ExpireAfterMin: 0 }, 1],
    ['ExpireAfterMin, after which no error is tried again', { MaxAttempts: undefined, ExpireAfterMin: 2 }, 3],
    ['neither: five retries', { MaxAttempts: undefined, IntervalSeconds: 1 }, 6],
  ])('ends with %s', async (_what, policy, AttemptCount) => {
    const { steps } = await attempts(Array.from({ length: 9 }, () => crash), [{ ...train, RetryPolicies: [{ ...retrying, ...policy }] }]);

    expect(steps).toMatchObject([{ StepStatus: 'Failed', AttemptCount }]);
  });

  it.each([
    ['both MaxAttempts and ExpireAfterMin', { ExpireAfterMin: 5 }, /MaxAttempts or ExpireAfterMin/],
    ['more than 20 retries', { MaxAttempts: 21 }, /MaxAttempts .* 0 to 20/],
    ['an interval of more than 12 hours', { IntervalSeconds: 43_201 }, /IntervalSeconds .* 1 to 43200/],
    ['an expiry of more than 10 days', { MaxAttempts: undefined, ExpireAfterMin: 14_401 }, /ExpireAfterMin .* 0 to 14400/],
  ])('is refused with %s', async (_what, policy, message) => {
    const world = sageMakerCloud();

    await expect(world.createPipeline({ ...definition, Steps: [{ ...train, RetryPolicies: [{ ...retrying, ...policy }] }] })).rejects.toThrow(message);
  });

  it('is not tried again for what the policy does not name', async () => {
    const { steps, seconds } = await attempts([{ status: 'Failed', reason: 'AlgorithmError: no rows' }]);

    expect(steps).toMatchObject([{ StepStatus: 'Failed', AttemptCount: 1 }]);
    expect(seconds).toBe(0);
  });
});

describe('a step whose request SageMaker refuses', () => {
  const processing = (ContainerArguments: readonly string[]) => ({
    Name: 'Prepare',
    Type: 'Processing',
    Arguments: {
      RoleArn: 'arn:aws:iam::222222222222:role/pipeline',
      AppSpecification: { ImageUri: 'image', ContainerArguments },
      ProcessingResources: { ClusterConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 } },
    },
  });
  const training = (change: object) => ({ ...train, Arguments: { ...train?.Arguments, ...change } });

  it.each([
    ['an argument of more than 256 characters', processing(['x'.repeat(257)]), /'appSpecification.containerArguments' .*length less than or equal to 256/],
    ['a hyperparameter of more than 2,500 characters', training({ HyperParameters: { label: 'x'.repeat(2501) } }), /'hyperParameters' .*length less than or equal to 2500/],
    ['an instance type that there is not', training({ ResourceConfig: { InstanceType: 'ml.huge', InstanceCount: 1, VolumeSizeInGB: 30 } }), /instanceType.*enum value set/],
  ])('fails: %s', async (_what, step, reason) => {
    const { steps } = await attempts([], [step]);

    expect(steps).toMatchObject([{ StepStatus: 'Failed', FailureReason: expect.stringMatching(reason) }]);
  });

  it('runs with as much as SageMaker takes', async () => {
    const { steps } = await attempts([], [processing(['x'.repeat(256)]), training({ HyperParameters: { label: 'x'.repeat(2500) } })]);

    expect(steps.map(({ StepStatus }) => StepStatus)).toEqual(['Succeeded', 'Succeeded']);
  });
});

describe('a condition on what a step wrote', () => {
  const evaluate = {
    Name: 'Evaluate',
    Type: 'Processing',
    Arguments: {
      RoleArn: 'arn:aws:iam::222222222222:role/pipeline',
      AppSpecification: { ImageUri: 'image' },
      ProcessingResources: { ClusterConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 } },
    },
    PropertyFiles: [{ PropertyFileName: 'Evaluation', OutputName: 'evaluation', FilePath: 'evaluation.json' }],
  };
  const fail = (Name: string) => ({ Name, Type: 'Fail', Arguments: { ErrorMessage: Name } });
  const branching = (file: string, limit: number) => ({
    Name: 'Good',
    Type: 'Condition',
    Arguments: {
      Conditions: [{ Type: 'GreaterThan', LeftValue: { 'Std:JsonGet': { PropertyFile: { Get: `Steps.Evaluate.PropertyFiles.${file}` }, Path: 'auc' } }, RightValue: limit }],
      IfSteps: [fail('Yes')],
      ElseSteps: [fail('No')],
    },
  });

  it('takes one branch or the other', async () => {
    for (const [limit, outcome, branch] of [[0.65, 'True', 'Yes'], [0.75, 'False', 'No']] as const) {
      const { steps } = await attempts([succeeded], [evaluate, branching('Evaluation', limit)]);
      expect(steps.slice(1)).toMatchObject([{ StepName: 'Good', Metadata: { Condition: { Outcome: outcome } } }, { StepName: branch }]);
    }
  });

  it('fails where the value is not there', async () => {
    const empty: StepResult = { status: 'Succeeded', outputs: { get: () => undefined, propertyFile: () => undefined } };
    const { steps } = await attempts([empty], [evaluate, branching('Evaluation', 0.65)]);

    expect(steps.at(-1)).toMatchObject({ StepName: 'Good', StepStatus: 'Failed', FailureReason: expect.stringContaining('compares numbers') });
  });

  it('is refused where the property file is not defined, or another condition is inside', async () => {
    const world = sageMakerCloud();
    const inside = { ...branching('Evaluation', 1), Arguments: { ...branching('Evaluation', 1).Arguments, IfSteps: [{ ...branching('Evaluation', 1), Name: 'Inner' }] } };

    await expect(world.createPipeline({ ...definition, Steps: [evaluate, branching('Other', 1)] })).rejects.toThrow(/property file .*Other/);
    await expect(world.createPipeline({ ...definition, Steps: [evaluate, inside] })).rejects.toThrow(/Inner is nested/);
  });
});
