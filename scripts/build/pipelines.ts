import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { PipelineBuilder } from './mesh-resources.ts';
import { root } from './paths.ts';

/** The definition builders of all pipelines that the mesh names. Throws when one is missing. */
export async function loadPipelines(mesh: Mesh): Promise<Map<string, PipelineBuilder>> {
  const names = new Set(mesh.subscriptions.flatMap(({ models }) => models.map(({ pipeline }) => pipeline)));
  const builders = new Map<string, PipelineBuilder>();
  for (const name of names) builders.set(name, await loadPipeline(name));
  return builders;
}

async function loadPipeline(name: string): Promise<PipelineBuilder> {
  const file = join('pipelines', name, 'definition.ts');
  if (!existsSync(join(root, file))) {
    const remedy = 'Write it (see pipelines/credit-risk) or correct the name.';
    throw new Error(`mesh.yml names the pipeline "${name}", but ${file} does not exist. ${remedy}`);
  }
  const loaded: { default?: unknown } = await import(pathToFileURL(join(root, file)).href);
  if (!isBuilder(loaded.default)) {
    throw new Error(`${file} does not export a function as its default: see pipelines/credit-risk/definition.ts.`);
  }
  return loaded.default;
}

/** What the function returns is checked by TypeScript in its own file. */
function isBuilder(value: unknown): value is PipelineBuilder {
  return typeof value === 'function';
}
