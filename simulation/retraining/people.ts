import { build } from '../../events/mesh/event.ts';
import { dataProfiled } from '../../events/mesh/data-profiled.ts';
import { reconcileRequested } from '../../events/mesh/reconcile-requested.ts';
import { retrainingOrdered } from '../../events/mesh/retraining.ts';
import { currentKey, newestKey, profileKey } from '../../shared/catalog/keys.ts';
import { linkName } from '../../shared/mesh/names.ts';
import { listAt, member, textAt } from '../loose.ts';
import { accounts, ownBucket } from '../places.ts';
import { versionOf } from './data.ts';
import { database, mesh, subscription } from './mesh.ts';
import type { Deed } from './story.ts';
import { bodyOf, type World } from './world.ts';

/** The people around the models, and the part of the loop before check-drift: it profiles what changed and tells of it. */
export class People {
  readonly #world: World;
  readonly orders: { readonly model: string; readonly time: number; readonly possible: boolean }[] = [];
  #serial = 0;
  /** A product's versions are profiled one after the other. */
  readonly #profiling = new Map<string, Promise<void>>();

  constructor(world: World) {
    this.#world = world;
  }

  async do(deed: Deed): Promise<void> {
    const { cloud } = this.#world;
    switch (deed.kind) {
      case 'data':
        this.#change(deed.product, deed);
        return;
      case 'order':
        await this.#order(deed.model);
        return;
      case 'alarm':
        await this.#world.do('cloudwatch', 'SetAlarmState', { AlarmName: deed.alarm, StateValue: deed.state, StateReason: 'simulated' });
        return;
      case 'approve':
      case 'reject':
        await this.#decide(deed.model, 'PendingManualApproval', deed.kind === 'approve' ? 'Approved' : 'Rejected');
        return;
      case 'take back':
        await this.#decide(deed.model, 'Approved', 'Rejected');
        return;
      case 'foreign package':
        await this.#world.do('sagemaker', 'CreateModelPackage', { ModelPackageGroupName: deed.model, ModelApprovalStatus: 'Approved' });
        return;
      case 'stop run':
        await this.#stop(deed.model);
        return;
      case 'start a run by hand':
        await this.#world.do('sagemaker', 'StartPipelineExecution', { PipelineName: deed.pipeline, ClientRequestToken: cloud.dice.text(32), PipelineExecutionDescription: 'by hand', PipelineParameters: byHand });
        return;
      case 'change pipeline':
        await this.#world.do('sagemaker', 'UpdatePipeline', { PipelineName: deed.pipeline, PipelineDescription: 'changed' });
        return;
      case 'delete pipeline':
        await this.#world.do('sagemaker', 'DeletePipeline', { PipelineName: deed.pipeline, ClientRequestToken: cloud.dice.text(32) });
        return;
      case 'restore pipeline':
        await this.#world.makePipeline(deed.pipeline);
    }
  }

  /** The hour has come. */
  async reconcile(): Promise<void> {
    await this.#publish(build(reconcileRequested, { data: { reason: 'schedule' } }));
  }

  #change(product: string, data: { readonly shape: number; readonly more: number }): void {
    const { clock, cloud, runs } = this.#world;
    const changeId = `${product}-${String((this.#serial += 1)).padStart(4, '0')}`;
    const version = versionOf(product, changeId, data, clock.now());
    runs.live.set(product, version);
    const pause = () => new Promise<void>((resolve) => void clock.timer(resolve, cloud.dice.next() * 60_000));
    const before = this.#profiling.get(product) ?? Promise.resolve();
    const work = async () => {
      await before;
      await pause();
      const newest = textAt(bodyOf(cloud, newestKey(version.product)), 'digest');
      if (newest !== version.digest) {
        await this.#put(profileKey(version.product, changeId), { meshloop: version });
        await pause();
        const metadata = { product: version.product, changeId, causationId: 'simulated', occurredAt: iso(clock.now()), schemaVersion: 1 as const };
        const profileUri = `s3://${ownBucket}/${profileKey(version.product, changeId)}`;
        const told = { subscription: subscription.name, link: linkName(subscription, database), rows: version.profile.rows, digest: version.digest, profileUri };
        await this.#publish(build(dataProfiled, { metadata, data: told }));
        await pause();
      }
      const pointer = newest === version.digest ? { ...Object(bodyOf(cloud, newestKey(version.product))), readAt: version.readAt } : { changeId, fingerprint: changeId, digest: version.digest, readAt: version.readAt };
      await this.#put(newestKey(version.product), pointer);
    };
    this.#profiling.set(product, work());
  }

  async #order(model: string): Promise<void> {
    const { clock, cloud } = this.#world;
    const table = mesh.subscriptions.flatMap(({ models }) => models).find(({ name }) => name === model)?.table ?? '';
    const product = { catalogId: accounts.central, database, table };
    const time = clock.now();
    this.orders.push({ model, time, possible: cloud.s3.get(ownBucket, newestKey(product)) !== undefined });
    const metadata = { product, changeId: 'order', causationId: 'simulated', occurredAt: iso(time), schemaVersion: 1 as const };
    await this.#publish(build(retrainingOrdered, { metadata, data: { model, orderId: cloud.dice.uuid(), why: 'simulated' } }));
  }

  async #decide(model: string, from: string, to: string): Promise<void> {
    const listed = await this.#world.do('sagemaker', 'ListModelPackages', { ModelPackageGroupName: model, SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 100 });
    const found = listAt(listed, 'ModelPackageSummaryList').find((each) => textAt(each, 'ModelApprovalStatus') === from);
    if (found !== undefined) await this.#world.do('sagemaker', 'UpdateModelPackage', { ModelPackageArn: textAt(found, 'ModelPackageArn'), ModelApprovalStatus: to });
  }

  async #stop(model: string): Promise<void> {
    const current = bodyOf(this.#world.cloud, currentKey(model));
    const arn = textAt(current, 'run', 'executionArn');
    if (arn !== undefined) await this.#world.do('sagemaker', 'StopPipelineExecution', { PipelineExecutionArn: arn, ClientRequestToken: 's'.repeat(32) });
  }

  async #put(Key: string, value: unknown): Promise<void> {
    await this.#world.do('s3', 'PutObject', { Bucket: ownBucket, Key, Body: Buffer.from(JSON.stringify(value)) });
  }

  async #publish({ source, detailType, detail }: { readonly source: string; readonly detailType: string; readonly detail: string }): Promise<void> {
    const put = await this.#world.do('eventbridge', 'PutEvents', { Entries: [{ EventBusName: 'meshloop-dev', Source: source, DetailType: detailType, Detail: detail }] });
    if (member(put, 'FailedEntryCount') !== 0) throw new Error(`the simulation's ${detailType} was not accepted`);
  }
}

/** What somebody who tries the pipeline out gives it. */
const byHand = [
  'LinkDatabase', 'Table', 'ChangeId', 'Product', 'ProfileStatisticsUri', 'ProfileConstraintsUri', 'ProfileDigest', 'Verdict', 'Reason', 'Bucket', 'ModelPackageGroupName',
].map((Name) => ({ Name, Value: 'by-hand' }));

function iso(time: number): string {
  return new Date(time).toISOString();
}
