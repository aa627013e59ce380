import { freshBundles, type BundleSource } from '../local/lambda/bundles.ts';
import { createCloud, type LocalCloud } from '../local/cloud.ts';
import { deployStack, type Template } from '../local/cloudformation/index.ts';
import type { CloudEvent } from '../local/core/cloud.ts';
import type { Dice } from '../local/core/dice.ts';
import { SeededDice } from '../local/core/seeded-dice.ts';
import { VirtualClock } from '../local/core/virtual-clock.ts';
import type { Caller } from '../local/core/service.ts';
import { stepsAfterDeployment, stepsBeforeDeployment, type MeshNames } from '../local/scenario/bootstrap.ts';
import { People } from '../local/scenario/people.ts';
import type { Step as PeopleStep } from '../local/scenario/steps.ts';
import { CreateCrawlerCommand, CreateDatabaseCommand } from '@aws-sdk/client-glue';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { readAftermath, type HeldGrant } from './aftermath.ts';
import { carryOut, personIn } from './direct.ts';
import { countingEngine } from './engine.ts';
import { member, textAt } from './loose.ts';
import { accounts, region, start } from './places.ts';
import { meshNamed, type MeshName } from './meshes.ts';
import { root } from '../scripts/build/paths.ts';
import { SharedCode } from './shared-code.ts';
import type { Stacks } from './stacks.ts';
import type { Trouble } from './story.ts';
import { Troubles } from './troubles.ts';

const names: MeshNames = {
  accounts,
  region,
  stage: 'dev',
  database: 'orders',
  table: 'daily',
  tag: { key: 'domain', values: ['sales', 'iot'] },
  readers: [`arn:aws:iam::${accounts.consumer}:role/data-scientist`, `arn:aws:iam::${accounts.consumer}:role/analyst`],
};

/** One call of the set-up, as the cloud understood it. */
interface Step {
  readonly caller: Caller;
  readonly service: string;
  readonly operation: string;
  readonly input: object;
}

interface Recording {
  readonly steps: readonly Step[];
  /** What CloudFormation told of the consumer's stack. */
  readonly deployed: CloudEvent;
  readonly packages: readonly { readonly bucket: string; readonly key: string; readonly file: string }[];
  readonly functions: readonly { readonly functionName: string; readonly bucket: string; readonly key: string }[];
}

export interface CodeOptions {
  /** What `bundleFunctions` wrote. Without it, the bundles that are deployed: every call goes through the SDK's whole client, signed, written and read. */
  readonly folder?: string;
}

export interface World {
  readonly cloud: LocalCloud;
  readonly clock: VirtualClock;
  /** Deploys the functions with another mesh.yml. */
  deploy(mesh: MeshName): Promise<void>;
  /** Has the packaged schedule of reconcile fire once, now. */
  reconcile(): Promise<void>;
  /** From now on no query and no run fails by itself. */
  endTroubles(): void;
}

/**
 * Clouds in the state in which people leave AWS after the set-up. The stacks are deployed once through the SDK with all checks;
 * each further cloud repeats the calls that were accepted then.
 */
export class Worlds {
  readonly #recording: Recording;
  /** One cloud at a time uses them. */
  readonly #bundles: BundleSource;
  /** What principals hold when the set-up is done. */
  readonly heldBefore: readonly HeldGrant[];

  private constructor(recording: Recording, bundles: BundleSource, heldBefore: readonly HeldGrant[]) {
    this.#recording = recording;
    this.#bundles = bundles;
    this.heldBefore = heldBefore;
  }

  /** @param audited whether reads of data are written down: nobody looks at that here, but it is one more function that may die */
  static async prepare(stacks: Stacks, { folder }: CodeOptions, { audited = false }: { readonly audited?: boolean } = {}): Promise<Worlds> {
    const bundles = folder === undefined ? freshBundles : new SharedCode(folder);
    const consumer = quiet(audited ? stacks.consumer : withoutAudit(stacks.consumer));
    const recording = await record({ ...stacks, consumer }, bundles);
    const { cloud } = await new Worlds(recording, bundles, []).open('first', 'full');
    const { grants } = await readAftermath(cloud, 0);
    await cloud.close();
    return new Worlds(recording, bundles, grants);
  }

  /** @param organization accounts of one Organization; others are invited to what is shared with them */
  async open(seed: number | string, mesh: MeshName, planned: readonly Trouble[] = [], organization: readonly string[] = Object.values(accounts)): Promise<World> {
    const troubles = new Troubles(planned);
    const { clock, cloud, dice } = emptyCloud(this.#bundles, troubles, organization);
    this.#provideCode(cloud, mesh);
    for (const { caller, service, operation, input } of this.#recording.steps) await carryOut(cloud, caller, service, operation, input);
    dice.turnTo(new SeededDice(seed));
    return { cloud, clock, deploy: (name) => this.#deploy(cloud, name), reconcile: () => this.#reconcile(cloud), endTroubles: () => troubles.end() };
  }

  #provideCode(cloud: LocalCloud, mesh: MeshName): void {
    for (const { bucket, key, file } of this.#recording.packages) {
      cloud.lambda.registerCode(bucket, key, { root, files: { [file]: meshNamed(mesh) } });
    }
  }

  async #deploy(cloud: LocalCloud, mesh: MeshName): Promise<void> {
    this.#provideCode(cloud, mesh);
    const deployer = personIn(cloud, accounts.consumer, 'platform-admin');
    for (const { functionName, bucket, key } of this.#recording.functions) {
      await carryOut(cloud, deployer, 'lambda', 'UpdateFunctionCode', { FunctionName: functionName, S3Bucket: bucket, S3Key: key });
    }
    const { source, detail, resources, 'detail-type': detailType } = this.#recording.deployed;
    cloud.events.emit(accounts.consumer, { source, detailType, detail: { ...detail, 'status-details': { status: 'UPDATE_COMPLETE', 'status-reason': '' } }, resources });
  }

  /** The same target, once: a schedule that never ends would let nothing come to rest. */
  async #reconcile(cloud: LocalCloud): Promise<void> {
    const packaged = this.#recording.steps.find(({ operation, input }) => operation === 'CreateSchedule' && textAt(input, 'Name') === 'meshloop-dev-reconcile');
    if (packaged === undefined) throw new Error('the consumer stack has no schedule meshloop-dev-reconcile');
    const soon = new Date(cloud.clock.now() + 1000).toISOString().slice(0, 19);
    const once = { Name: `reconcile-${cloud.clock.now()}`, State: 'ENABLED', ScheduleExpression: `at(${soon})`, ActionAfterCompletion: 'DELETE' };
    await carryOut(cloud, packaged.caller, 'scheduler', 'CreateSchedule', { ...packaged.input, ...once });
  }
}

function emptyCloud(bundles: BundleSource, troubles = new Troubles([]), organization: readonly string[] = Object.values(accounts)): { clock: VirtualClock; cloud: LocalCloud; dice: SwitchedDice } {
  const clock = new VirtualClock(start);
  const dice = new SwitchedDice(new SeededDice('set-up'));
  const cloud = createCloud({
    clock, dice, region: names.region, organization,
    athena: { engine: countingEngine(troubles.failsQuery) },
    sagemaker: { runner: troubles.runner },
    lambda: { bundles },
  });
  return { clock, cloud, dice };
}

async function record(stacks: Stacks, bundles: BundleSource): Promise<Recording> {
  const { cloud } = emptyCloud(bundles);
  const steps: Step[] = [];
  let deployed: CloudEvent | undefined;
  cloud.watch.subscribe((seen) => {
    if (seen.kind === 'event' && seen.account === accounts.consumer && seen.event.source === 'aws.cloudformation') deployed = seen.event;
  });
  const packages: { bucket: string; key: string; file: string }[] = [];
  cloud.intercept({ after: ({ caller, service, operation }, input) => void steps.push({ caller, service, operation, input: asObject(input) }) });
  const register = cloud.lambda.registerCode.bind(cloud.lambda);
  cloud.lambda.registerCode = (bucket, key, code) => {
    for (const file of Object.keys(code.files)) packages.push({ bucket, key, file });
    register(bucket, key, code);
  };
  const people = new People(cloud, names);
  await people.carryOut(stepsBeforeDeployment(names));
  const stack = { codeRoot: root, mesh: meshNamed('full') };
  const { central, consumer } = accounts;
  await deployStack(cloud, { ...stack, accountId: consumer, stackName: 'meshloop-dev', template: stacks.consumer, deployer: await people.session('consumer', 'platform-admin') });
  await deployStack(cloud, { ...stack, accountId: central, stackName: 'meshloop-central-dev', template: stacks.central, deployer: await people.session('central', 'data-steward') });
  await people.carryOut([...stepsAfterDeployment(names), ...crawlerSteps]);
  await cloud.close();
  if (deployed === undefined) throw new Error('the deployment of the consumer stack was not told of');
  return { steps, deployed, packages, functions: steps.flatMap(functionOf) };
}

/** Logs and metrics cost time, and nobody reads them here: switched off as Powertools documents it. */
export function quiet(template: Template): Template {
  const resources = Object.entries(template.Resources).map(([id, resource]) => {
    // What comes every hour for ever would never let anything come to rest: stories have it fire at moments of their own.
    if (resource.Type === 'AWS::Scheduler::Schedule') return [id, { ...resource, Properties: { ...resource.Properties, State: 'DISABLED' } }] as const;
    const environment = member(resource.Properties, 'Environment', 'Variables');
    if (resource.Type !== 'AWS::Lambda::Function' || typeof environment !== 'object') return [id, resource] as const;
    const Variables = { ...environment, POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' };
    return [id, { ...resource, Properties: { ...resource.Properties, Environment: { Variables } } }] as const;
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}

/** The rule of audit-access, which writes a log and nothing else, switched off. */
function withoutAudit(template: Template): Template {
  const rule = template.Resources['AuditAccessRule'];
  if (rule === undefined) throw new Error('the consumer stack has no AuditAccessRule');
  return { ...template, Resources: { ...template.Resources, AuditAccessRule: { ...rule, Properties: { ...rule.Properties, State: 'DISABLED' } } } };
}

function functionOf({ operation, input }: Step): Recording['functions'] {
  const [functionName, bucket, key] = [textAt(input, 'FunctionName'), textAt(input, 'Code', 'S3Bucket'), textAt(input, 'Code', 'S3Key')];
  if (operation !== 'CreateFunction' || functionName === undefined || bucket === undefined || key === undefined) return [];
  return [{ functionName, bucket, key }];
}

const crawlerRole = { service: 'glue.amazonaws.com', name: 'landing-crawler' };

/** A crawler of the consumer's own, as mesh.yml names one. */
const crawlerSteps: readonly PeopleStep[] = [
  {
    account: 'consumer', why: 'the role of the crawler', client: 'iam',
    command: new CreateRoleCommand({
      RoleName: crawlerRole.name,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: crawlerRole.service }, Action: 'sts:AssumeRole' }] }),
    }),
  },
  {
    account: 'consumer', why: 'and what it may do', client: 'iam',
    command: new PutRolePolicyCommand({
      RoleName: crawlerRole.name,
      PolicyName: 'work',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*', 'glue:*'], Resource: '*' }] }),
    }),
  },
  { account: 'consumer', why: 'the database of the crawler', client: 'glue', command: new CreateDatabaseCommand({ DatabaseInput: { Name: 'landing' } }) },
  {
    account: 'consumer', why: 'a crawler', client: 'glue',
    command: new CreateCrawlerCommand({
      Name: 'landing', Role: crawlerRole.name, DatabaseName: 'landing', Targets: { S3Targets: [{ Path: `s3://athena-results-${accounts.consumer}/landing/` }] },
    }),
  },
];

function asObject(input: unknown): object {
  if (typeof input !== 'object' || input === null) throw new TypeError('an operation had no input');
  return input;
}

/** Random numbers of the set-up first, the same for every seed; then the seed's own. */
class SwitchedDice implements Dice {
  #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  turnTo(dice: Dice): void {
    this.#dice = dice;
  }

  next(): number {
    return this.#dice.next();
  }

  uuid(): string {
    return this.#dice.uuid();
  }

  text(length: number, alphabet?: string): string {
    return this.#dice.text(length, alphabet);
  }
}
