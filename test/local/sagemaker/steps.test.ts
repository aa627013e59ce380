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

  it('fails when its attempts are used up', async () => {
    const { steps, status } = await attempts([crash, crash, crash]);

    expect(steps).toMatchObject([{ StepStatus: 'Failed', AttemptCount: 3, FailureReason: 'InternalServerError' }]);
    expect(status).toBe('Failed');
  });

  it('is not tried again for what the policy does not name', async () => {
    const { steps, seconds } = await attempts([{ status: 'Failed', reason: 'AlgorithmError: no rows' }]);

    expect(steps).toMatchObject([{ StepStatus: 'Failed', AttemptCount: 1 }]);
    expect(seconds).toBe(0);
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
