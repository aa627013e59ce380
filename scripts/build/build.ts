import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { alarmResources } from './alarms.ts';
import { bundle } from './bundle.ts';
import { dashboard } from './dashboard.ts';
import { readDeployments, readMeshFile } from './mesh.ts';
import { meshArns } from './mesh-arns.ts';
import { meshResources } from './mesh-resources.ts';
import { dist, meshDist, root } from './paths.ts';
import { pipelineCode } from './pipeline-code.ts';
import { loadPipelines } from './pipelines.ts';
import { bucketPolicy } from './production-accounts.ts';
import { queryResources } from './queries.ts';
import { digestOf, isCurrent, writeStamp } from './stamp.ts';

/** Everything that the output depends on. */
export const buildInputs = [
  'mesh.yml',
  'package-lock.json',
  'functions/**/*.ts',
  'shared/**/*.ts',
  'events/**/*.ts',
  'pipelines/**/*.ts',
  'pipelines/*/*.py',
  'scripts/build/**/*.ts',
];

/** The function that publishes the pipelines' scripts; it finds them beside its bundle. */
const publisher = 'publish-code';

const stampFile = join(dist, '.inputs');

/** Names of all functions: their files in `functions/`. */
export function functionNames(): string[] {
  return globSync('functions/*.ts', { cwd: root })
    .map((file) => basename(file, '.ts'))
    .toSorted();
}

export function buildIsCurrent(): boolean {
  const outputs = [join(meshDist, 'resources.json'), ...functionNames().map((name) => join(dist, name, 'index.cjs'))];
  return isCurrent(stampFile, digestOf(buildInputs), outputs);
}

/** Checks `mesh.yml`, then writes each function's bundle with its mesh beside it, and the resources generated from the mesh. */
export async function buildAll(): Promise<void> {
  const digest = digestOf(buildInputs);
  const mesh = readMeshFile();
  const builders = await loadPipelines(mesh);
  const code = Object.fromEntries([...builders.keys()].map((name) => [name, pipelineCode(name)]));
  const resources = meshResources(mesh, builders, (name) => code[name]?.digest ?? '');
  const names = functionNames();
  removeFormer(names);
  const metafile = await bundle(Object.fromEntries(names.map((name) => [`${name}/index`, `functions/${name}.ts`])), dist);
  mkdirSync(meshDist, { recursive: true });
  writeJson(join(dist, 'meta.json'), metafile);
  writeJson(join(meshDist, 'mesh.json'), mesh);
  writeJson(join(meshDist, 'deployments.json'), readDeployments());
  writeJson(join(meshDist, 'arns.json'), meshArns(mesh));
  writeJson(join(meshDist, 'resources.json'), { Resources: { ...resources, BucketPolicy: bucketPolicy(mesh), Dashboard: dashboard(names), ...alarmResources(names), ...queryResources(names) } });
  for (const name of names) writeJson(join(dist, name, 'mesh.json'), mesh);
  if (names.includes(publisher)) writeJson(join(dist, publisher, 'code.json'), code);
  writeStamp(stampFile, digest);
}

/** Removes the bundles of functions that are no more; the others are overwritten in place, so that a reader always finds them. */
function removeFormer(names: readonly string[]): void {
  const current = new Set([...names, basename(meshDist)]);
  for (const folder of globSync('*/', { cwd: dist })) {
    if (!current.has(basename(folder))) rmSync(join(dist, folder), { recursive: true });
  }
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
