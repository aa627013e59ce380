import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListPipelineExecutionsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { clientConfig } from '../../local/core/clients.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { boot } from '../../local/scenario/boot.ts';
import { generateApplicants, toCsv, type Applicant } from '../../local/scenario/credit-data.ts';
import { People } from '../../local/scenario/people.ts';
import { publishFile, type ProductFile } from '../../local/scenario/product-file.ts';
import { readRun, type RunReport } from '../../local/scenario/runs.ts';
import { pythonRunner } from '../../local/sagemaker/python/runner.ts';
import creditRisk from '../../pipelines/credit-risk/definition.ts';
import { meshResources } from '../../scripts/build/mesh-resources.ts';
import { pipelineCode } from '../../scripts/build/pipeline-code.ts';
import { loadDeployment, scenarioNames } from '../../scripts/deployment.ts';
import { featureGroupName } from '../../shared/mesh/features.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { presentVenv } from '../../scripts/python-venv.ts';

/** The pipeline's Python, where `npm start` or `npm run check:python` has set it up. */
export const python = presentVenv();
if (python === undefined) console.log('Tests that train models are skipped: there is no .venv. `npm run check:python` sets it up.');

export const applicants = (): Applicant[] => generateApplicants(600, new SeededDice('credit-risk'));

function withParameters(mesh: Mesh, parameters: Readonly<Record<string, string>>): Mesh {
  const models = (each: Mesh['subscriptions'][number]) => each.models.map((model) => ({ ...model, parameters: { ...model.parameters, ...parameters } }));
  return { ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, models: models(each) })) };
}

type Features = NonNullable<Mesh['subscriptions'][number]['models'][number]['features']>;

/** As if mesh.yml had asked for features, and the stack had been packaged then. */
function withFeatures(deployment: Awaited<ReturnType<typeof loadDeployment>>, features: Features): typeof deployment {
  const group = featureGroupName('credit-risk', features.columns);
  const mesh = {
    ...deployment.mesh,
    subscriptions: deployment.mesh.subscriptions.map((each) => ({
      ...each, models: each.models.map((model) => ({ ...model, features, parameters: { ...model.parameters, FeatureGroup: group } })),
    })),
  };
  const made = JSON.stringify(meshResources(mesh, new Map([['credit-risk', creditRisk]]), () => pipelineCode('credit-risk').digest));
  const text = JSON.stringify({ ...deployment.consumer.Resources, ...JSON.parse(made.replaceAll('${sls:stage}', 'dev')) });
  return { ...deployment, mesh, consumer: { ...deployment.consumer, Resources: JSON.parse(text.replaceAll('feature-group/none-in-mesh-yml', `feature-group/${group}`)) } };
}

/** The loop on a cloud that runs the steps of pipelines for real. */
export async function realLoop(parameters: Readonly<Record<string, string>> = {}, features?: Features) {
  const packaged = features === undefined ? await loadDeployment() : withFeatures(await loadDeployment(), features);
  const deployment = { ...packaged, mesh: withParameters(packaged.mesh, parameters) };
  const names = scenarioNames(deployment.mesh);
  const clock = new VirtualClock(Date.UTC(2026, 10, 22, 9));
  const cloud = await boot(names, deployment, clock, new SeededDice('training'), { sagemaker: { runner: pythonRunner({ python: python ?? '' }) } });
  const folder = await mkdtemp(join(tmpdir(), 'meshloop-training-'));
  const finished: unknown[] = [];
  cloud.watch.subscribe((each) => {
    if (each.kind === 'event' && each.event['detail-type'] === 'Retraining Finished') finished.push(each.event.detail['data']);
  });
  const people = new People(cloud, names);
  const client = new SageMakerClient(clientConfig(cloud, names.accounts.consumer));
  let version = 0;
  /** Registers a version of the product and lets everything happen that follows. */
  const publish = async (file: ProductFile): Promise<void> => {
    version += 1;
    await (version === 1 ? people.register(file) : people.reRegister(file, version));
    await clock.run();
  };
  const publishCsv = async (text: string): Promise<void> => {
    const csv = join(folder, `${version + 1}.csv`);
    await writeFile(csv, text);
    await publish(await publishFile(csv, folder, `version-${version + 1}`));
  };
  return {
    cloud,
    clock,
    client,
    /** The data of all Retraining Finished events so far. */
    finished: () => finished,
    publishCsv,
    publishRows: (rows: readonly Applicant[]) => publishCsv(toCsv([...rows])),
    /** The JSON at an S3 URI. */
    document: (uri: string): unknown => {
      const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
      return JSON.parse(Buffer.from(cloud.s3.get(bucket, key)?.body() ?? '').toString('utf8'));
    },
    publishFile: async (path: string) => publish(await publishFile(path, folder, `version-${version + 1}`)),
    /** All runs so far, oldest first. */
    runs: async (): Promise<RunReport[]> => {
      const { PipelineExecutionSummaries = [] } = await client.send(
        new ListPipelineExecutionsCommand({ PipelineName: 'credit-risk', SortOrder: 'Ascending', MaxResults: 100 }),
      );
      const reports: RunReport[] = [];
      for (const { PipelineExecutionArn = '' } of PipelineExecutionSummaries) reports.push(await readRun(client, cloud, PipelineExecutionArn));
      return reports;
    },
    close: async () => {
      await cloud.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
