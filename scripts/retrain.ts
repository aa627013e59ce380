import { setTimeout as sleep } from 'node:timers/promises';
import { DescribePipelineExecutionCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { readMeshFile } from './build/mesh.ts';
import { readOptions, usage, type RetrainOptions } from './retrain/options.ts';
import { clientsOf, remedy } from './where.ts';
import { expectation, modelOf, putOrder, standing } from './retrain/order.ts';

/** Milliseconds between two looks of a person who waits. */
const glance = 2000;

async function main({ model: named, reason, wait, stage, from }: RetrainOptions): Promise<number> {
  const mesh = readMeshFile();
  const ordered = modelOf(mesh, named);
  const { account, region } = mesh.consumer;
  const config = clientsOf(from, mesh.consumer);
  const [s3, events, sagemaker] = [new S3Client(config), new EventBridgeClient(config), new SageMakerClient(config)];
  const bucket = `meshloop-${stage}-${account}-${region}`;
  if (ordered.subscription.paused) {
    console.error(`${ordered.subscription.name} is paused in mesh.yml: no run of its models begins. Take "paused" out, deploy, and order again.`);
    return 1;
  }
  const expected = await expectation(s3, bucket, mesh, ordered, Date.now());
  if (expected === undefined) {
    console.error(`${ordered.subscription.database}.${ordered.model.table} was not profiled yet: register or change the product first.`);
    return 1;
  }
  for (const sentence of expected) console.log(sentence);
  const requestId = await putOrder(events, `meshloop-${stage}`, mesh, ordered, reason, Date.now());
  console.log(`Ordered: request ${requestId}.`);
  return wait ? await follow(s3, sagemaker, bucket, ordered.model.name, requestId) : 0;
}

/** Says each change until the order is done. */
async function follow(s3: S3Client, sagemaker: SageMakerClient, bucket: string, model: string, requestId: string): Promise<number> {
  for (let before = ''; ; await sleep(glance)) {
    const { done, says } = await standing(s3, bucket, model, requestId);
    if (says !== before) console.log(says);
    before = says;
    if (done === undefined) continue;
    // One that another run served ends as that run did.
    if (done.status !== 'Covered' || done.executionArn === undefined) return done.status === 'Succeeded' ? 0 : 1;
    const { PipelineExecutionStatus: status } = await sagemaker.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: done.executionArn }));
    console.log(`by ${done.executionArn}: ${status}`);
    return status === 'Succeeded' ? 0 : 1;
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else process.exitCode = await main(options);
} catch (error) {
  console.error(remedy(error, usage) ?? error);
  process.exitCode = 1;
}
