import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Template } from '../local/cloudformation/index.ts';
import { dashboard } from '../scripts/build/dashboard.ts';
import { functionNames } from '../scripts/build/build.ts';
import { meshArns, type MeshArns } from '../scripts/build/mesh-arns.ts';
import { meshResources, type CloudFormationResource } from '../scripts/build/mesh-resources.ts';
import { root } from '../scripts/build/paths.ts';
import { digestOf, isCurrent, writeStamp } from '../scripts/build/stamp.ts';
import type { Mesh } from '../shared/mesh/mesh.ts';
import { meshNamed } from './meshes.ts';
import { simulatedPipeline } from './pipeline.ts';

const stacks = ['.', 'central'] as const;
const inputs = [
  'package-lock.json', 'serverless.yml', 'resources/*.yml', 'central/*.yml', 'functions/*.ts', 'pipelines/**/*.ts', 'shared/mesh/*.ts',
  'scripts/build/**/*.ts', 'simulation/{meshes,stacks,pipeline}.ts', 'simulation/burst/{mesh,world}.ts',
];

export interface Stacks {
  readonly consumer: Template;
  readonly central: Template;
}

/** What the build makes of a mesh.yml for the template. */
export interface Generated {
  /** Names the folder under .meshloop in which the stacks are packaged. */
  readonly name: string;
  readonly mesh: Mesh;
  readonly arns: MeshArns;
  readonly resources: Readonly<Record<string, CloudFormationResource>>;
}

/** The roles of the fullest mesh serve the others too. */
export async function simulationStacks(): Promise<Stacks> {
  const mesh = meshNamed('full');
  const models = mesh.subscriptions.flatMap((subscription) => subscription.models);
  const resources = meshResources(mesh, new Map(models.map(({ pipeline }) => [pipeline, simulatedPipeline])), () => 'none');
  return packagedStacks({ name: 'simulation', mesh, arns: meshArns(mesh), resources });
}

/** The project's own stacks, packaged as for a deployment, with another mesh in place of mesh.yml. Packaged once. */
export async function packagedStacks(generated: Generated): Promise<Stacks> {
  const home = join(root, '.meshloop', generated.name);
  const stampFile = join(home, '.inputs');
  const digest = digestOf(inputs);
  if (!isCurrent(stampFile, digest, stacks.map((stack) => templateFile(home, stack)))) {
    writeProject(home, generated);
    await Promise.all(stacks.map((stack) => packageStack(home, stack)));
    writeStamp(stampFile, digest);
  }
  return { consumer: readTemplate(home, '.'), central: readTemplate(home, 'central') };
}

function templateFile(home: string, stack: string): string {
  return join(home, stack, '.serverless', 'cloudformation-template-update-stack.json');
}

function readTemplate(home: string, stack: string): Template {
  // Written by the framework a moment ago; deployStack checks every part of it.
  return JSON.parse(readFileSync(templateFile(home, stack), 'utf8')) as Template;
}

/** A project folder like this one, with another `dist/mesh/` and without code: the local cloud takes that from its real place. */
function writeProject(home: string, { mesh, arns, resources }: Generated): void {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, 'dist', 'mesh'), { recursive: true });
  for (const part of ['serverless.yml', 'resources', 'central']) {
    cpSync(join(root, part), join(home, part), { recursive: true, filter: (path) => !path.includes('.serverless') });
  }
  // The plugin, and all that it imports, is the project's own.
  symlinkSync(join(root, 'scripts'), join(home, 'scripts'));
  const names = functionNames();
  writeJson(home, ['mesh', 'mesh.json'], mesh);
  writeJson(home, ['mesh', 'arns.json'], arns);
  writeJson(home, ['mesh', 'resources.json'], { Resources: { ...withoutScripts(resources), Dashboard: dashboard(names) } });
  for (const name of names) {
    mkdirSync(join(home, 'dist', name), { recursive: true });
    writeFileSync(join(home, 'dist', name, 'index.cjs'), '');
  }
}

/** The simulation's steps are not run, so their scripts are not published. */
function withoutScripts(resources: Readonly<Record<string, CloudFormationResource>>): Record<string, unknown> {
  const kept = Object.entries(resources).filter(([, { Type }]) => Type !== 'Custom::PipelineCode');
  return Object.fromEntries(kept.map(([id, { Type, DeletionPolicy, UpdateReplacePolicy, Properties }]) => [id, { Type, DeletionPolicy, UpdateReplacePolicy, Properties }]));
}

function writeJson(home: string, path: readonly string[], value: unknown): void {
  writeFileSync(join(home, 'dist', ...path), `${JSON.stringify(value)}\n`);
}

async function packageStack(home: string, stack: string): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const env = { ...process.env, SLS_SCHEMA_CACHE_BASE_DIR: join(root, '.meshloop'), SLS_INTERACTIVE_SETUP_ENABLE: '0' };
  const child = spawn(process.execPath, [cli, 'package'], { cwd: join(home, stack), env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0 || !existsSync(templateFile(home, stack))) throw new Error(`serverless package failed for the simulation's stacks:\n${output}`);
}
