import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deployment } from '../local/scenario/boot.ts';
import type { MeshNames } from '../local/scenario/bootstrap.ts';
import type { Template } from '../local/cloudformation/index.ts';
import { meshSchema, type Mesh, type Model } from '../shared/mesh/mesh.ts';

const root = join(import.meta.dirname, '..');

/** The packaged stacks of this checkout, packaged first where they are missing or stale. */
export async function loadDeployment(): Promise<Deployment & { readonly mesh: Mesh }> {
  const template = async (folder: string): Promise<Template> =>
    JSON.parse(await readFile(join(root, folder, '.serverless', 'cloudformation-template-update-stack.json'), 'utf8'));
  const mesh = meshSchema.parse(JSON.parse(await readFile(join(root, 'dist', 'mesh', 'mesh.json'), 'utf8')));
  return { consumer: await template('.'), central: await template('central'), codeRoot: root, mesh };
}

/** What the demonstration's people need to know, from the first subscription with a model. */
export function scenarioNames(mesh: Mesh, stage = 'dev'): MeshNames & { readonly link: string; readonly pipelines: readonly string[]; readonly parameters: Model['parameters'] } {
  const subscription = mesh.subscriptions.find(({ models, link, access }) => models.length > 0 && link !== undefined && access.by === 'tags');
  const [model] = subscription?.models ?? [];
  if (!subscription?.link || !model || subscription.access.by !== 'tags') {
    throw new Error('The demonstration needs a subscription of mesh.yml with lfTags, a named database and a model.');
  }
  const [[key, values] = ['domain', ['credit']]] = Object.entries(subscription.access.lfTags);
  return {
    accounts: { central: mesh.central.account, consumer: mesh.consumer.account, producer: '333333333333' },
    region: mesh.consumer.region,
    stage,
    database: subscription.database,
    table: model.table,
    tag: { key, values },
    readers: subscription.roles.map(({ arn }) => arn),
    ...(mesh.access.delegated && { delegated: true }),
    link: subscription.link,
    parameters: model.parameters,
    pipelines: mesh.subscriptions.flatMap(({ models }) => models.map(({ pipeline }) => pipeline)),
  };
}
