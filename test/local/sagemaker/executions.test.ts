import {
  DescribeModelPackageCommand,
  DescribePipelineDefinitionForExecutionCommand,
  DescribePipelineExecutionCommand,
  ListModelPackagesCommand,
  ListPipelineExecutionsCommand,
  ListPipelineExecutionStepsCommand,
  ListPipelineParametersForExecutionCommand,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import type { StepRunner } from '../../../local/sagemaker/step-runner.ts';
import { definition, sageMakerCloud } from './support.ts';
import type { World } from './support.ts';

const CHANGE = 'SageMaker Model Building Pipeline Execution Status Change';

async function ready(world: World, changed?: unknown): Promise<World> {
  await world.createPipeline(changed);
  await world.createGroup();
  return world;
}

const describeExecution = (world: World, arn: string | undefined) =>
  world.client.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn }));
const steps = async (world: World, arn: string | undefined) =>
  (await world.client.send(new ListPipelineExecutionStepsCommand({ PipelineExecutionArn: arn, SortOrder: 'Ascending' })))
    .PipelineExecutionSteps ?? [];
const changes = (world: World) => world.events.filter((event) => event['detail-type'] === CHANGE).map(({ detail }) => detail);

describe('an execution whose steps are not run', () => {
  it('takes its time, says so, and succeeds', async () => {
    const world = await ready(sageMakerCloud());
    const { PipelineExecutionArn: arn } = await world.start({ PipelineExecutionDisplayName: 'run-1' });
    await world.cloud.clock.advance(599_000);
    expect(await describeExecution(world, arn)).toMatchObject({
      PipelineExecutionStatus: 'Executing',
      PipelineExecutionDescription: 'why',
      PipelineExecutionDisplayName: 'run-1',
    });
    await world.cloud.clock.advance(2_000);
    expect(await describeExecution(world, arn)).toMatchObject({ PipelineExecutionStatus: 'Succeeded' });
    expect(await steps(world, arn)).toMatchObject([
      { StepName: 'Train', StepStatus: 'Succeeded', StepDescription: expect.stringContaining('steps not run') },
      {
        StepName: 'Register',
        StepStatus: 'Succeeded',
        Metadata: { RegisterModel: { Arn: expect.stringContaining('model-package/credit-risk/1') } },
      },
    ]);
  });

  it('tells EventBridge at its start and its end', async () => {
    const world = await ready(sageMakerCloud());
    const { PipelineExecutionArn: arn } = await world.start({ PipelineExecutionDisplayName: 'run-1' });
    await world.cloud.clock.run();
    const common = {
      pipelineExecutionDisplayName: 'run-1',
      executionStartTime: '2026-11-20T09:00:00Z',
      pipelineExecutionDescription: 'why',
      pipelineArn: arn?.replace(/\/execution.*/, ''),
      pipelineExecutionArn: arn,
    };
    expect(changes(world)).toEqual([
      { ...common, currentPipelineExecutionStatus: 'Executing' },
      {
        ...common,
        currentPipelineExecutionStatus: 'Succeeded',
        previousPipelineExecutionStatus: 'Executing',
        executionEndTime: '2026-11-20T09:10:00Z',
      },
    ]);
  });

  it('registers a package with what is known, and marks what is not', async () => {
    const world = await ready(sageMakerCloud());
    const { PipelineExecutionArn: arn } = await world.start();
    await world.cloud.clock.run();
    const { ModelPackageSummaryList: [registered] = [] } = await world.client.send(
      new ListModelPackagesCommand({ ModelPackageGroupName: 'credit-risk' }),
    );
    const found = await world.client.send(new DescribeModelPackageCommand({ ModelPackageName: registered?.ModelPackageArn }));
    expect(found).toMatchObject({
      ModelApprovalStatus: 'PendingManualApproval',
      ModelPackageVersion: 1,
      ModelPackageDescription: expect.stringContaining('steps not run'),
      MetadataProperties: { GeneratedBy: arn },
      DriftCheckBaselines: { ModelDataQuality: { Statistics: { S3Uri: 's3://profiles/statistics.json' } } },
      CustomerMetadataProperties: { product: 'credit_risk/applications' },
    });
    expect(found.InferenceSpecification?.Containers?.[0]?.ModelDataUrl).toMatch(
      /^s3:\/\/steps-not-run\/.+\/Train\/ModelArtifacts.S3ModelArtifacts$/,
    );
  });

  it('shows the parameters with their defaults', async () => {
    const world = await ready(sageMakerCloud());
    const { PipelineExecutionArn } = await world.start();
    expect(await world.client.send(new ListPipelineParametersForExecutionCommand({ PipelineExecutionArn }))).toMatchObject({
      PipelineParameters: [
        { Name: 'Bucket', Value: 'bucket' },
        { Name: 'Rounds', Value: '100' },
        { Name: 'Statistics', Value: 's3://profiles/statistics.json' },
      ],
    });
  });

  it('takes the first branch of a condition, and fails where that says so', async () => {
    const Fail = {
      Name: 'Stop',
      Type: 'Fail',
      Arguments: { ErrorMessage: { 'Std:Join': { On: ' ', Values: ['too bad:', { Get: 'Parameters.Bucket' }] } } },
    };
    const condition = {
      Name: 'Good',
      Type: 'Condition',
      DependsOn: ['Train'],
      Arguments: { Conditions: [], IfSteps: [Fail], ElseSteps: [] },
    };
    const world = await ready(sageMakerCloud(), { ...definition, Steps: [...definition.Steps, condition] });
    const { PipelineExecutionArn: arn } = await world.start();
    await world.cloud.clock.run();
    expect(await describeExecution(world, arn)).toMatchObject({ PipelineExecutionStatus: 'Failed' });
    expect(await steps(world, arn)).toContainEqual(
      expect.objectContaining({ StepName: 'Stop', StepStatus: 'Failed', FailureReason: 'too bad: bucket' }),
    );
  });

  it("fails where a step's arguments are no request that SageMaker takes", async () => {
    const [register, train] = definition.Steps;
    const world = await ready(sageMakerCloud(), {
      ...definition,
      Steps: [register, { ...train, Arguments: { ...train?.Arguments, ResourceConfg: {} } }],
    });
    const { PipelineExecutionArn: arn } = await world.start();
    await world.cloud.clock.run();
    expect(await steps(world, arn)).toMatchObject([
      {
        StepName: 'Train',
        StepStatus: 'Failed',
        FailureReason: expect.stringContaining('ResourceConfg'.charAt(0).toLowerCase() + 'ResourceConfg'.slice(1)),
      },
    ]);
    expect(changes(world).at(-1)).toMatchObject({ currentPipelineExecutionStatus: 'Failed' });
  });

  it("fails where the pipeline's role may not register", async () => {
    const world = sageMakerCloud();
    await world.createPipeline();
    const { PipelineExecutionArn: arn } = await world.start();
    await world.cloud.clock.run();
    expect((await steps(world, arn)).at(-1)).toMatchObject({
      StepName: 'Register',
      StepStatus: 'Failed',
      FailureReason: expect.stringContaining('sagemaker:CreateModelPackageGroup'),
    });
  });

  it('can be stopped', async () => {
    const world = await ready(sageMakerCloud());
    const { PipelineExecutionArn: arn } = await world.start();
    await world.cloud.clock.advance(60_000);
    await world.client.send(new StopPipelineExecutionCommand({ PipelineExecutionArn: arn, ClientRequestToken: 'b'.repeat(32) }));
    await world.cloud.clock.run();
    expect(await describeExecution(world, arn)).toMatchObject({ PipelineExecutionStatus: 'Stopped' });
    expect(changes(world).map((detail) => detail['currentPipelineExecutionStatus'])).toEqual(['Executing', 'Stopping', 'Stopped']);
    await expect(
      world.client.send(new StopPipelineExecutionCommand({ PipelineExecutionArn: arn, ClientRequestToken: 'c'.repeat(32) })),
    ).rejects.toMatchObject({ name: 'ConflictException' });
  });
});

describe('an execution whose pipeline is changed under way', () => {
  it('runs, and is described, by the definition with which it began', async () => {
    const world = await ready(sageMakerCloud());
    const { PipelineExecutionArn } = await world.start();
    const PipelineDefinition = JSON.stringify({ ...definition, Steps: [{ Name: 'Other', Type: 'Fail', Arguments: { ErrorMessage: 'no' } }] });
    await world.client.send(new UpdatePipelineCommand({ PipelineName: 'credit-risk', PipelineDefinition }));
    await world.cloud.clock.run();

    const shown = await world.client.send(new DescribePipelineDefinitionForExecutionCommand({ PipelineExecutionArn }));
    expect(JSON.parse(shown.PipelineDefinition ?? '')).toEqual(definition);
    expect((await steps(world, PipelineExecutionArn)).map(({ StepName }) => StepName)).toEqual(['Train', 'Register']);
  });
});

describe('StartPipelineExecution', () => {
  it('answers the same execution for the same token, also after it ended', async () => {
    const world = await ready(sageMakerCloud());
    const first = await world.start();
    await world.cloud.clock.run();
    expect((await world.start()).PipelineExecutionArn).toBe(first.PipelineExecutionArn);
    await expect(world.start({ PipelineExecutionDescription: 'another' })).rejects.toMatchObject({ name: 'ConflictException' });
    expect(
      (await world.client.send(new ListPipelineExecutionsCommand({ PipelineName: 'credit-risk' }))).PipelineExecutionSummaries,
    ).toHaveLength(1);
  });

  it.each([
    [
      'an unknown parameter',
      {
        PipelineParameters: [
          { Name: 'Bucket', Value: 'b' },
          { Name: 'Buket', Value: 'b' },
        ],
      },
    ],
    ['a missing one', { PipelineParameters: [] }],
    [
      'a wrong type',
      {
        PipelineParameters: [
          { Name: 'Bucket', Value: 'b' },
          { Name: 'Rounds', Value: 'many' },
        ],
      },
    ],
    ['a short token', { ClientRequestToken: 'short' }],
    ['a display name with other letters', { PipelineExecutionDisplayName: 'a_b' }],
    ['a long description', { PipelineExecutionDescription: 'x'.repeat(3073) }],
  ])('refuses %s', async (_what, changed) => {
    const world = await ready(sageMakerCloud());
    await expect(world.start(changed)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('runs twenty at once and no more', async () => {
    const world = await ready(sageMakerCloud());
    const token = (n: number) => String(n).padStart(32, '0');
    for (let n = 0; n < 20; n += 1) await world.start({ ClientRequestToken: token(n) });
    await expect(world.start({ ClientRequestToken: token(20) })).rejects.toMatchObject({ name: 'ResourceLimitExceeded' });
    await world.cloud.clock.run();
    await world.start({ ClientRequestToken: token(20) });
  });
});

describe('a runner', () => {
  it('gets resolved arguments, and its outputs reach later steps', async () => {
    const seen: unknown[] = [];
    const runner: StepRunner = {
      run: (step, context) => {
        seen.push({ ...step, role: context.caller.roleArn });
        const outputs = { get: (path: string) => `s3://real/${path}`, propertyFile: () => undefined };
        return Promise.resolve({ status: 'Succeeded', outputs, metadata: { TrainingJob: { Arn: 'arn:job' } } });
      },
    };
    const world = await ready(sageMakerCloud({ runner }));
    const { PipelineExecutionArn: arn } = await world.start();
    await world.cloud.clock.run();
    const id = arn?.split('/').at(-1);
    expect(seen).toMatchObject([
      {
        name: 'Train',
        type: 'Training',
        role: expect.stringContaining('role/pipeline'),
        arguments: { OutputDataConfig: { S3OutputPath: `s3://bucket/${id}` } },
      },
    ]);
    const { ModelPackageSummaryList: [registered] = [] } = await world.client.send(new ListModelPackagesCommand({}));
    const found = await world.client.send(new DescribeModelPackageCommand({ ModelPackageName: registered?.ModelPackageArn }));
    expect(found.InferenceSpecification?.Containers?.[0]?.ModelDataUrl).toBe('s3://real/ModelArtifacts.S3ModelArtifacts');
    expect(found.ModelPackageDescription).toBeUndefined();
  });

  it('may fail a step, and with it the execution', async () => {
    const runner: StepRunner = { run: () => Promise.resolve({ status: 'Failed', reason: 'AlgorithmError: no rows' }) };
    const world = await ready(sageMakerCloud({ runner }));
    const { PipelineExecutionArn: arn } = await world.start();
    await world.cloud.clock.run();
    expect(await steps(world, arn)).toMatchObject([{ StepName: 'Train', StepStatus: 'Failed', FailureReason: 'AlgorithmError: no rows' }]);
    expect(await describeExecution(world, arn)).toMatchObject({
      PipelineExecutionStatus: 'Failed',
      FailureReason: 'Step failure: One or multiple steps failed.',
    });
  });
});
