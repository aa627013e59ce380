import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalCloud } from '../../local/cloud.ts';
import type { Template } from '../../local/cloudformation/index.ts';
import type { CloudEvent, Observation } from '../../local/core/cloud.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { boot } from '../../local/scenario/boot.ts';
import type { MeshNames } from '../../local/scenario/bootstrap.ts';
import { generateApplicants, toCsv } from '../../local/scenario/credit-data.ts';
import { People } from '../../local/scenario/people.ts';
import type { Step } from '../../local/scenario/steps.ts';
import { publishFile, publishShifted, type ProductFile } from '../../local/scenario/product-file.ts';
import { loadDeployment, scenarioNames } from '../../scripts/deployment.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { planted, recorder } from '../privileges/recording.ts';

/** 22 November 2026, 09:00 UTC: any fixed moment would do. */
export const start = Date.UTC(2026, 10, 22, 9);

export interface Loop {
  readonly cloud: LocalCloud;
  readonly clock: VirtualClock;
  readonly names: MeshNames & { readonly link: string; readonly pipelines: readonly string[] };
  readonly people: People;
  readonly seen: readonly Observation[];
  /** Detail-types of our own events on the mesh bus, in order. */
  readonly mesh: () => CloudEvent[];
  readonly types: () => string[];
  readonly close: () => Promise<void>;
}

export type Resources = Template['Resources'];

export interface LoopOptions {
  /** Takes the resources of both templates and gives what shall be deployed. */
  readonly edit?: (resources: Resources, stack: 'consumer' | 'central') => Resources;
  readonly mesh?: (mesh: Mesh) => Mesh;
  /**
   * The rules that deliver `Deadline Reached` for a native event, and reconcile's, are taken out: a wait on a native event then has
   * nothing but that event.
   */
  readonly withoutDeadlines?: boolean;
  /** Accounts of one Organization, which share without invitation. Default: all. */
  readonly organization?: readonly string[];
  /** What people do besides before the stacks are deployed. */
  readonly before?: readonly Step[];
}

/** Read once a process: every test deploys the same packaged stacks. */
let deployment: ReturnType<typeof loadDeployment> | undefined;

/** Both stacks as they are packaged, deployed and bootstrapped on a cloud of its own. */
export async function startLoop(options: LoopOptions = {}): Promise<Loop> {
  const packaged = await (deployment ??= loadDeployment());
  const edited = (stack: 'consumer' | 'central'): Template => {
    const template = packaged[stack];
    const resources = planted(options.withoutDeadlines ? withoutDeadlines(template.Resources) : template.Resources, stack);
    return { ...template, Resources: options.edit?.(structuredClone(resources), stack) ?? resources };
  };
  const mesh = options.mesh?.(packaged.mesh) ?? packaged.mesh;
  const names = scenarioNames(mesh);
  const clock = new VirtualClock(start);
  const cloud = await boot(names, { ...packaged, consumer: edited('consumer'), central: edited('central'), mesh }, clock, new SeededDice('loop'), {
    ...(options.organization && { organization: options.organization }),
    ...(options.before && { before: options.before }),
    ...(recorder && { iam: { onDecision: recorder.record } }),
  });
  const seen: Observation[] = [];
  cloud.watch.subscribe((observation) => seen.push(observation));
  const events = () => seen.flatMap((each) => (each.kind === 'event' && each.account === names.accounts.consumer && each.event.source === 'meshloop' ? [each.event] : []));
  return {
    cloud,
    clock,
    names,
    people: new People(cloud, names),
    seen,
    mesh: events,
    types: () => events().map((event) => event['detail-type']),
    close: () => cloud.close(),
  };
}

/** The template's resources without one, and without what refers to it in lists (the sources that a queue's policy admits). */
export function without(resources: Resources, id: string): Resources {
  const refersTo = (value: unknown): boolean => JSON.stringify(value) === JSON.stringify({ 'Fn::GetAtt': [id, 'Arn'] });
  const prune = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((each) => !refersTo(each)).map(prune);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, prune(each)]));
  };
  const { [id]: _taken, ...rest } = resources;
  return Object.fromEntries(Object.entries(rest).map(([name, resource]) => [name, { ...resource, Properties: record(prune(resource.Properties ?? {})) }]));
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function withoutDeadlines(resources: Resources): Resources {
  const isDeadline = ({ Type, Properties }: Resources[string]) => {
    const text = Type === 'AWS::Events::Rule' ? JSON.stringify(Properties) : '';
    const isRetry = ['share', 'grant', 'refresh'].some((wait) => text.includes(`"wait":["${wait}"]`));
    return (text.includes('Deadline Reached') && !isRetry) || text.includes('"ReconcileLambdaFunction"');
  };
  return Object.fromEntries(Object.entries(resources).filter(([, resource]) => !isDeadline(resource)));
}

export interface Versions {
  readonly first: ProductFile;
  readonly shifted: ProductFile;
  readonly dispose: () => Promise<void>;
}

/** The generated credit-risk table and its shifted version, as the scenario uses them. */
export async function creditVersions(rows = 1000): Promise<Versions> {
  const folder = await mkdtemp(join(tmpdir(), 'meshloop-test-'));
  const csv = join(folder, 'credit.csv');
  await writeFile(csv, toCsv(generateApplicants(rows, new SeededDice('credit-risk'))));
  const first = await publishFile(csv, folder, 'first');
  const shifted = await publishShifted(first, csv, folder, 'shifted');
  return { first, shifted, dispose: () => rm(folder, { recursive: true, force: true }) };
}
