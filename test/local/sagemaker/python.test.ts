import { spawnSync } from 'node:child_process';
import { CreatePipelineCommand, ListPipelineExecutionStepsCommand, SageMakerClient, StartPipelineExecutionCommand, StopPipelineExecutionCommand } from '@aws-sdk/client-sagemaker';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../../local/cloud.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import { SeededDice } from '../../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../../local/core/virtual-clock.ts';
import { pythonRunner } from '../../../local/sagemaker/python/runner.ts';
import { tarball } from '../../../local/sagemaker/python/tarball.ts';
import { ACCOUNT, ROLE } from './support.ts';

// The scripts of these tests need no packages.
const python = ['python3', 'python'].find((command) => spawnSync(command, ['-c', '']).status === 0);
if (python === undefined) console.log('Tests that run Python are skipped: there is none.');

const BUCKET = 'work';

/** A step and the script that it runs, which is an input like any other. */
function processing(script: string, inputs: Readonly<Record<string, string>> = {}) {
  return { script, step: stepWith({ ...inputs, code: `s3://${BUCKET}/in/code` }) };
}

function stepWith(inputs: Readonly<Record<string, string>>) {
  return {
    Name: 'Step',
    Type: 'Processing',
    Arguments: {
      RoleArn: ROLE,
      AppSpecification: { ImageUri: 'image', ContainerEntrypoint: ['python3', '/opt/ml/processing/input/code/step.py'], ContainerArguments: ['/opt/ml/processing/input', 'word'] },
      ProcessingResources: { ClusterConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 } },
      ProcessingInputs: Object.entries(inputs).map(([InputName, S3Uri]) => ({
        InputName,
        S3Input: { S3Uri, LocalPath: `/opt/ml/processing/input/${InputName}`, S3DataType: 'S3Prefix', S3InputMode: 'File' },
      })),
      ProcessingOutputConfig: {
        Outputs: [{ OutputName: 'out', S3Output: { S3Uri: `s3://${BUCKET}/out`, LocalPath: '/opt/ml/processing/output/out', S3UploadMode: 'EndOfJob' } }],
      },
      Environment: { GREETING: 'hello' },
    },
  };
}

/** A cloud with one bucket, a role that reads and writes below `in/` and `out/` of it, and one execution of this step. */
async function execute({ script, step }: ReturnType<typeof processing>, during: (world: { clock: VirtualClock; client: SageMakerClient; arn: string }) => Promise<void> = async ({ clock }) => clock.run()) {
  const clock = new VirtualClock(Date.UTC(2026, 10, 22, 9));
  const cloud = createCloud({ clock, dice: new SeededDice('python'), region: 'eu-central-1', organization: [], sagemaker: { runner: pythonRunner({ python: python ?? '' }) } });
  const lines: string[] = [];
  cloud.watch.subscribe((seen) => {
    if (seen.kind === 'log') lines.push(`${seen.logGroup} ${seen.line}`);
  });
  await new S3Client(clientConfig(cloud, ACCOUNT)).send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
  cloud.s3.put(BUCKET, 'in/a/one.txt', 'one');
  cloud.s3.put(BUCKET, 'in/a/deep/two.txt', 'two');
  cloud.s3.put(BUCKET, 'in/ab/other.txt', 'other');
  cloud.s3.put(BUCKET, 'in/code/step.py', script);
  cloud.s3.put(BUCKET, 'secret/key.txt', 'key');
  cloud.iam.putRole({
    arn: ROLE,
    trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
    policies: [
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: [`arn:aws:s3:::${BUCKET}/in/*`, `arn:aws:s3:::${BUCKET}/out/*`] },
          { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${BUCKET}` },
        ],
      },
    ],
  });
  const client = new SageMakerClient(clientConfig(cloud, ACCOUNT));
  const PipelineDefinition = JSON.stringify({ Version: '2020-12-01', Metadata: {}, Parameters: [], Steps: [step] });
  await client.send(new CreatePipelineCommand({ PipelineName: 'p', PipelineDefinition, RoleArn: ROLE, ClientRequestToken: 'c'.repeat(32) }));
  const { PipelineExecutionArn: arn = '' } = await client.send(new StartPipelineExecutionCommand({ PipelineName: 'p', ClientRequestToken: 's'.repeat(32) }));
  await during({ clock, client, arn });
  const { PipelineExecutionSteps: shown = [] } = await client.send(new ListPipelineExecutionStepsCommand({ PipelineExecutionArn: arn, SortOrder: 'Ascending' }));
  const text = (key: string) => {
    const found = cloud.s3.get(BUCKET, key);
    return found === undefined ? undefined : Buffer.from(found.body()).toString('utf8');
  };
  const result = { steps: shown, lines, out: text('out/result.txt'), keys: cloud.s3.list(BUCKET, 'out/').map(({ key }) => key) };
  await cloud.close();
  return result;
}

describe.skipIf(python === undefined)('a processing step, run for real', () => {
  const listing = `
import os, pathlib, sys
root = pathlib.Path(os.environ["MESHLOOP_ML_ROOT"]) / "processing"
names = sorted(str(p.relative_to(sys.argv[1])) for p in pathlib.Path(sys.argv[1]).rglob("*.txt"))
(root / "output/out/result.txt").write_text(" ".join([*names, sys.argv[2], os.environ["GREETING"], os.environ["AWS_REGION"]]))
print("done")
`;

  it('finds its inputs, arguments and variables, and leaves outputs and logs', async () => {
    const { steps, out, lines } = await execute(processing(listing, { a: `s3://${BUCKET}/in/a` }));

    expect(steps).toMatchObject([{ StepStatus: 'Succeeded', Metadata: { ProcessingJob: { Arn: expect.stringMatching(/processing-job\/pipelines-.*-step-/) } } }]);
    expect(out).toBe('a/deep/two.txt a/one.txt word hello eu-central-1');
    expect(lines).toContain('/aws/sagemaker/ProcessingJobs done');
  });

  it('takes its time on the cloud’s clock', async () => {
    const { steps } = await execute(processing(listing, { a: `s3://${BUCKET}/in/a/one.txt` }));

    expect(Number(steps[0]?.EndTime) - Number(steps[0]?.StartTime)).toBe(300_000);
  });

  it('sees nothing of the user’s own environment', async () => {
    process.env['AWS_PROFILE'] = 'mine';
    const { out } = await execute(processing(`${listing}\n(root / "output/out/result.txt").write_text(str("AWS_PROFILE" in os.environ))`, {}));
    delete process.env['AWS_PROFILE'];

    expect(out).toBe('False');
  });

  it.each([
    ['an error of the script', processing('import sys\nsys.exit("no rows")'), /^AlgorithmError: no rows, exit code: 1$/],
    [
      'the reason that it left',
      processing('import os, pathlib, sys\np = pathlib.Path(os.environ["MESHLOOP_ML_ROOT"]) / "output"\np.mkdir()\n(p / "message").write_text("too few rows")\nsys.exit(3)'),
      /^AlgorithmError: too few rows, exit code: 3$/,
    ],
    ['an input that is not there', processing('', { a: `s3://${BUCKET}/in/none` }), /No S3 objects found under S3 URL "s3:\/\/work\/in\/none"/],
    ['an input that its role may not read', processing('', { a: `s3://${BUCKET}/secret/` }), /Data access to s3:\/\/work\/secret\/ failed/],
  ])('fails with %s', async (_what, step, reason) => {
    const { steps, keys } = await execute(step);

    expect(steps).toMatchObject([{ StepStatus: 'Failed', FailureReason: expect.stringMatching(reason) }]);
    expect(keys).toEqual([]);
  });

  it('is ended when the execution is stopped, and leaves no outputs', async () => {
    const { steps, keys } = await execute(processing(listing, { a: `s3://${BUCKET}/in/a` }), async ({ clock, client, arn }) => {
      await clock.advance(60_000);
      await client.send(new StopPipelineExecutionCommand({ PipelineExecutionArn: arn, ClientRequestToken: 'x'.repeat(32) }));
      await clock.run();
    });

    expect(steps).toMatchObject([{ StepStatus: 'Stopped' }]);
    expect(keys).toEqual([]);
  });
});

describe('the model’s archive', () => {
  it('is one that tar reads', () => {
    const folder = import.meta.dirname;

    const { stdout } = spawnSync('tar', ['-tzf', '-'], { input: tarball(folder), encoding: 'utf8' });

    expect(stdout.split('\n')).toContain('python.test.ts');
    expect(tarball(folder)).toEqual(tarball(folder));
  });
});
