import { sleep } from '../../local/core/clock.ts';
import type { RunnableStep, StepContext, StepResult, StepRunner } from '../../local/sagemaker/step-runner.ts';
import { carryOut } from '../direct.ts';
import { member, textAt } from '../loose.ts';
import { ownBucket } from '../places.ts';
import type { ProfiledVersion } from '../../shared/catalog/profile-documents.ts';
import { longestRun } from './mesh.ts';
import type { Troubles } from './troubles.ts';

const parameters = ['LinkDatabase', 'Table', 'ChangeId', 'Product', 'ProfileStatisticsUri', 'ProfileConstraintsUri', 'ProfileDigest', 'Verdict', 'Reason', 'Bucket', 'ModelPackageGroupName'];

/** One step that reads the data, trains and registers. */
export const simulatedDefinition = JSON.stringify({
  Version: '2020-12-01',
  Parameters: parameters.map((Name) => ({ Name, Type: 'String' })),
  Steps: [
    {
      Name: 'Train',
      Type: 'Training',
      Arguments: {
        RoleArn: 'arn:aws:iam::222222222222:role/pipeline',
        AlgorithmSpecification: { TrainingImage: '222222222222.dkr.ecr.eu-central-1.amazonaws.com/none', TrainingInputMode: 'File' },
        OutputDataConfig: { S3OutputPath: `s3://${ownBucket}/models/` },
        ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
        Environment: Object.fromEntries(parameters.map((name) => [name, { Get: `Parameters.${name}` }])),
      },
    },
  ],
});

/**
 * Runs that only take time. Each reads the data when it begins: where that is not what its request names, its own counts become
 * the baseline, as the Prepare step does it.
 */
export class PretendedRuns implements StepRunner {
  /** What each product's data is now. */
  readonly live = new Map<string, ProfiledVersion>();
  readonly #troubles: Troubles;

  constructor(troubles: Troubles) {
    this.#troubles = troubles;
  }

  async run({ arguments: given }: RunnableStep, { cloud, caller, executionId, signal }: StepContext): Promise<StepResult> {
    const outcome = this.#troubles.outcome();
    const read = this.live.get(textAt(given, 'Environment', 'Table') ?? '');
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([sleep(cloud.clock, longestRun * (0.1 + 0.9 * cloud.dice.next())), stopped]);
    if (outcome === 'fails' || outcome === 'is not good enough') return { status: 'Failed', reason: `the run ${outcome}` };
    if (signal.aborted || read === undefined) return { status: 'Failed', reason: 'stopped, or without data' };
    let uri = textAt(given, 'Environment', 'ProfileStatisticsUri') ?? '';
    if (textAt(given, 'Environment', 'ProfileDigest') !== read.digest) {
      const Key = `profiles/runs/${executionId}.json`;
      const others = member(JSON.parse(Buffer.from(cloud.s3.get(ownBucket, uri.slice(`s3://${ownBucket}/`.length))?.body() ?? 'null').toString()), 'meshloop', 'others');
      await carryOut(cloud, caller, 's3', 'PutObject', { Bucket: ownBucket, Key, Body: Buffer.from(JSON.stringify({ meshloop: { ...read, ...(others !== undefined && { others }) } })) });
      uri = `s3://${ownBucket}/${Key}`;
    }
    await carryOut(cloud, caller, 'sagemaker', 'CreateModelPackage', {
      ModelPackageGroupName: textAt(given, 'Environment', 'ModelPackageGroupName'),
      ModelApprovalStatus: outcome === 'waits for approval' ? 'PendingManualApproval' : 'Approved',
      DriftCheckBaselines: { ModelDataQuality: { Statistics: { ContentType: 'application/json', S3Uri: uri } } },
    });
    return { status: 'Succeeded', outputs: { get: () => undefined, propertyFile: () => undefined } };
  }
}
