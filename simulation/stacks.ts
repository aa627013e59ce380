import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Template } from '../local/cloudformation/index.ts';
import { dashboard } from '../scripts/build/dashboard.ts';
import { functionNames } from '../scripts/build/build.ts';
import { meshArns } from '../scripts/build/mesh-arns.ts';
import { meshResources, type CloudFormationResource } from '../scripts/build/mesh-resources.ts';
import { root } from '../scripts/build/paths.ts';
import { digestOf, isCurrent, writeStamp } from '../scripts/build/stamp.ts';
import { meshNamed } from './meshes.ts';
import { simulatedPipeline } from './pipeline.ts';

const home = join(root, '.meshloop', 'simulation');
const stampFile = join(home, '.inputs');
const stacks = ['.', 'central'] as const;
const inputs = [
  'package-lock.json', 'serverless.yml', 'resources/*.yml', 'central/*.yml', 'functions/*.ts', 'pipelines/**/*.ts', 'shared/mesh/*.ts',
  'scripts/build/*.ts', 'simulation/{meshes,stacks,pipeline}.ts',
];

export interface Stacks {
  readonly consumer: Template;
  readonly central: Template;
}

/**
 * The project's own stacks, packaged as for a deployment, with the simulation's mesh in place of mesh.yml. Packaged once; the roles
 * of the fullest mesh serve the others too.
 */
export async function simulationStacks(): Promise<Stacks> {
  const digest = digestOf(inputs);
  if (!isCurrent(stampFile, digest, stacks.map(templateFile))) {
    writeProject();
    await Promise.all(stacks.map(packageStack));
    writeStamp(stampFile, digest);
  }
  return { consumer: readTemplate('.'), central: readTemplate('central') };
}

function templateFile(stack: string): string {
  return join(home, stack, '.serverless', 'cloudformation-template-update-stack.json');
}

function readTemplate(stack: string): Template {
  // Written by the framework a moment ago; deployStack checks every part of it.
  return JSON.parse(readFileSync(templateFile(stack), 'utf8')) as Template;
}

/** A project folder like this one, with another `dist/mesh/` and without code: the local cloud takes that from its real place. */
function writeProject(): void {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, 'dist', 'mesh'), { recursive: true });
  for (const part of ['serverless.yml', 'resources', 'central']) {
    cpSync(join(root, part), join(home, part), { recursive: true, filter: (path) => !path.includes('.serverless') });
  }
  const mesh = meshNamed('full');
  const names = functionNames();
  const models = mesh.subscriptions.flatMap((subscription) => subscription.models);
  const resources = withoutScripts(meshResources(mesh, new Map(models.map(({ pipeline }) => [pipeline, simulatedPipeline])), () => 'none'));
  writeJson(['mesh', 'mesh.json'], mesh);
  writeJson(['mesh', 'arns.json'], meshArns(mesh));
  writeJson(['mesh', 'resources.json'], { Resources: { ...resources, Dashboard: dashboard(names) } });
  for (const name of names) {
    mkdirSync(join(home, 'dist', name), { recursive: true });
    writeFileSync(join(home, 'dist', name, 'index.cjs'), '');
  }
}

/** The simulation's steps are not run, so their scripts are not published. */
function withoutScripts(resources: Record<string, CloudFormationResource>): Record<string, unknown> {
  const kept = Object.entries(resources).filter(([, { Type }]) => Type !== 'Custom::PipelineCode');
  return Object.fromEntries(kept.map(([id, { Type, DeletionPolicy, UpdateReplacePolicy, Properties }]) => [id, { Type, DeletionPolicy, UpdateReplacePolicy, Properties }]));
}

function writeJson(path: readonly string[], value: unknown): void {
  writeFileSync(join(home, 'dist', ...path), `${JSON.stringify(value)}\n`);
}

async function packageStack(stack: string): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const env = { ...process.env, SLS_SCHEMA_CACHE_BASE_DIR: join(root, '.meshloop'), SLS_INTERACTIVE_SETUP_ENABLE: '0' };
  const child = spawn(process.execPath, [cli, 'package'], { cwd: join(home, stack), env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0 || !existsSync(templateFile(stack))) throw new Error(`serverless package failed for the simulation's stacks:\n${output}`);
}
