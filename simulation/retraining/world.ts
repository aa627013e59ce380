import { createCloudWatch } from '../../local/cloudwatch/index.ts';
import { assemble, type LocalCloud } from '../../local/core/assemble.ts';
import type { CloudEvent } from '../../local/core/cloud.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { AwsError, type Caller } from '../../local/core/service.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { createEvents } from '../../local/eventbridge/index.ts';
import { createIam } from '../../local/iam/index.ts';
import { createS3 } from '../../local/s3/index.ts';
import { createSageMaker } from '../../local/sagemaker/index.ts';
import { createScheduler } from '../../local/scheduler/index.ts';
import { createSts } from '../../local/sts/index.ts';
import { createTrail } from '../../local/trail/index.ts';
import { readDescription, type ExecutionContext } from '../../shared/retraining/execution.ts';
import { carryOut } from '../direct.ts';
import { currentKey } from '../../shared/catalog/keys.ts';
import { member } from '../loose.ts';
import { accounts, ownBucket, region, start } from '../places.ts';
import type { Handler } from './code.ts';
import { Functions } from './lambda.ts';
import { alarms, mesh, pipelines } from './mesh.ts';
import { PretendedRuns, simulatedDefinition } from './pipeline.ts';
import type { Delivery, HandlerName } from './story.ts';
import type { Troubles } from './troubles.ts';

const group = 'meshloop-dev';
const role = (name: string) => `arn:aws:iam::${accounts.consumer}:role/${name}`;
const caller: Caller = { accountId: accounts.consumer, arn: `arn:aws:iam::${accounts.consumer}:root`, accessKeyId: accounts.consumer };

/** Times are milliseconds since the epoch. */
export interface OurExecution extends ExecutionContext {
  readonly arn: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Of a first training: a package that was approved then. */
  readonly inSpiteOf: string | undefined;
}

/** The part of the consumer's account that retraining happens in: buses, schedules, bucket, alarms, SageMaker, and our functions. */
export class World {
  readonly clock = new VirtualClock(start);
  readonly cloud: LocalCloud;
  readonly functions: Functions;
  readonly runs: PretendedRuns;
  /** Our own events and AWS's that matter, as they were put. */
  readonly events: { readonly time: number; readonly event: CloudEvent }[] = [];
  /** Those of ours, by ARN. */
  readonly executions = new Map<string, OurExecution>();
  /** Approved packages, by ARN. */
  readonly approvedSince = new Map<string, { readonly group: string; readonly at: number }>();
  readonly #troubles: Troubles;

  constructor(seed: number, handlers: Readonly<Record<HandlerName, Handler>>, troubles: Troubles) {
    this.#troubles = troubles;
    this.runs = new PretendedRuns(troubles);
    this.cloud = assemble({ clock: this.clock, dice: new SeededDice(seed), region, organization: [] }, [
      createIam, createSts, createTrail, createEvents, createScheduler, createS3, createCloudWatch, (cloud) => createSageMaker(cloud, { runner: this.runs }),
    ]);
    this.functions = new Functions(this.cloud, handlers, troubles);
    this.cloud.watch.subscribe((seen) => {
      if (seen.kind !== 'event') return;
      this.#note(seen.event);
      this.#deliver(seen.event);
    });
  }

  /** What a deployment makes. */
  async setUp(): Promise<void> {
    const everything = [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }];
    for (const [name, service] of [['scheduler', 'scheduler.amazonaws.com'], ['pipeline', 'sagemaker.amazonaws.com']] as const) {
      this.cloud.iam.putRole({ arn: role(name), trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] }, policies: everything });
    }
    await this.do('s3', 'CreateBucket', { Bucket: ownBucket, CreateBucketConfiguration: { LocationConstraint: region } });
    await this.do('eventbridge', 'CreateEventBus', { Name: group });
    await this.do('scheduler', 'CreateScheduleGroup', { Name: group });
    for (const pipeline of pipelines) await this.makePipeline(pipeline);
    for (const { modelPackageGroup } of mesh.subscriptions.flatMap(({ models }) => models)) await this.do('sagemaker', 'CreateModelPackageGroup', { ModelPackageGroupName: modelPackageGroup });
    for (const AlarmName of alarms) {
      await this.do('cloudwatch', 'PutMetricAlarm', {
        AlarmName, Namespace: 'models', MetricName: AlarmName, Period: 60, EvaluationPeriods: 1, Statistic: 'Average', Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'ignore',
      });
    }
  }

  async makePipeline(PipelineName: string): Promise<void> {
    await this.do('sagemaker', 'CreatePipeline', { PipelineName, PipelineDefinition: simulatedDefinition, RoleArn: role('pipeline'), ClientRequestToken: this.cloud.dice.text(32) });
  }

  /** Somebody does something. Answers undefined where AWS refuses it: it makes no sense as things are. */
  async do(service: string, operation: string, input: object): Promise<unknown> {
    try {
      return await carryOut(this.cloud, caller, service, operation, input);
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  /** The package that was approved before a first training was claimed. */
  #approvedInSpite({ model, reason }: ExecutionContext): string | undefined {
    if (reason !== 'first training') return undefined;
    const claimed = member(bodyOf(this.cloud, currentKey(model)), 'run', 'claimedAt');
    return [...this.approvedSince].find(([, { group: of, at }]) => of === model && typeof claimed === 'number' && at < claimed)?.[0];
  }

  #note({ 'detail-type': type, detail }: CloudEvent): void {
    const now = this.clock.now();
    if (type === 'SageMaker Model Building Pipeline Execution Status Change') {
      const arn = String(detail['pipelineExecutionArn']);
      const ours = readDescription(String(detail['pipelineExecutionDescription']));
      if (ours === undefined) return;
      const known = this.executions.get(arn) ?? { ...ours, arn, startedAt: now, endedAt: undefined, inSpiteOf: this.#approvedInSpite(ours) };
      const isOver = ['Succeeded', 'Failed', 'Stopped'].includes(String(detail['currentPipelineExecutionStatus']));
      this.executions.set(arn, isOver ? { ...known, endedAt: known.endedAt ?? now } : known);
    }
    if (type === 'SageMaker Model Package State Change') {
      const arn = String(detail['ModelPackageArn']);
      const before = this.approvedSince.get(arn)?.at;
      if (detail['ModelApprovalStatus'] !== 'Approved') this.approvedSince.delete(arn);
      else this.approvedSince.set(arn, { group: String(detail['ModelPackageGroupName']), at: before ?? now });
    }
  }

  /** Each event to the functions whose rules match it: lost, late or twice where the story says so. */
  #deliver(event: CloudEvent): void {
    const target = targetOf(event);
    if (target === undefined) return;
    this.events.push({ time: this.clock.now(), event });
    if (target.handler === undefined) return;
    const { handler, what } = target;
    const invoke = (delay: number) => void this.clock.timer(() => this.functions.invoke(handler, event), delay + this.cloud.dice.next() * 1000);
    const trouble = what && this.#troubles.delivery(what);
    if (trouble?.effect !== 'lost') invoke(trouble?.effect === 'late' ? trouble.delay : 0);
    if (trouble?.effect === 'doubled') invoke(trouble.delay);
  }
}

/** The JSON document that lies at a key of the stack's bucket; undefined when there is none. */
export function bodyOf(cloud: LocalCloud, key: string): unknown {
  const body = cloud.s3.get(ownBucket, key)?.body();
  return body === undefined ? undefined : JSON.parse(Buffer.from(body).toString('utf8'));
}

/** As the rules of serverless.yml have it. */
function targetOf({ 'detail-type': type, detail }: CloudEvent): { readonly handler: HandlerName; readonly what: Delivery | undefined } | { readonly handler: undefined } | undefined {
  switch (type) {
    case 'Data Profiled':
      return { handler: 'checkDrift', what: type };
    case 'Retraining Requested':
      return { handler: 'startRetraining', what: type };
    case 'Retraining Ordered':
      return { handler: 'reviewModel', what: type };
    case 'Reconcile Requested':
      return { handler: 'reconcile', what: undefined };
    case 'Deadline Reached':
      return { handler: isRunDeadline(detail) ? 'finishRetraining' : 'reviewModel', what: type };
    case 'SageMaker Model Building Pipeline Execution Status Change':
      return ['Succeeded', 'Failed', 'Stopped'].includes(String(detail['currentPipelineExecutionStatus'])) ? { handler: 'finishRetraining', what: 'pipeline' } : undefined;
    case 'SageMaker Model Package State Change':
      return ['Approved', 'Rejected'].includes(String(detail['ModelApprovalStatus'])) ? { handler: 'reviewModel', what: 'package' } : undefined;
    case 'CloudWatch Alarm State Change':
      return JSON.stringify(detail['state']).includes('"ALARM"') ? { handler: 'reviewModel', what: 'alarm' } : undefined;
    case 'Retraining Started':
    case 'Retraining Finished':
    case 'Retraining Held':
    case 'Sync Failed':
      return { handler: undefined };
    default:
      return undefined;
  }
}

function isRunDeadline(detail: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(detail['data']).includes('"wait":"run"');
}
