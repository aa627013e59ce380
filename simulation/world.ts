import { KeptBundles } from '../local/lambda/kept-bundles.ts';
import { createCloud, type LocalCloud } from '../local/cloud.ts';
import { deployStack } from '../local/cloudformation/index.ts';
import type { Dice } from '../local/core/dice.ts';
import { SeededDice } from '../local/core/seeded-dice.ts';
import { VirtualClock } from '../local/core/virtual-clock.ts';
import type { Caller } from '../local/core/service.ts';
import { stepsAfterDeployment, stepsBeforeDeployment, type MeshNames } from '../local/scenario/bootstrap.ts';
import { People } from '../local/scenario/people.ts';
import { carryOut } from './direct.ts';
import { countingEngine } from './engine.ts';
import { meshNamed, type MeshName } from './meshes.ts';
import type { Stacks } from './stacks.ts';

/** 22 November 2026, 09:00 UTC: any fixed moment would do. */
export const start = Date.UTC(2026, 10, 22, 9);

export const accounts = { central: '111111111111', consumer: '222222222222', producer: '333333333333' } as const;

const names: MeshNames = {
  accounts,
  region: 'eu-central-1',
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
  readonly packages: readonly { readonly bucket: string; readonly key: string; readonly file: string }[];
}

export interface World {
  readonly cloud: LocalCloud;
  readonly clock: VirtualClock;
}

/**
 * Clouds in the state in which people leave AWS after the set-up. The stacks are deployed once through the SDK with all checks;
 * each further cloud repeats the calls that were accepted then.
 */
export class Worlds {
  readonly #recording: Recording;
  readonly #codeRoot: string;

  private constructor(recording: Recording, codeRoot: string) {
    this.#recording = recording;
    this.#codeRoot = codeRoot;
  }

  /** @param codeRoot folder that holds `dist/` */
  static async prepare(stacks: Stacks, codeRoot: string): Promise<Worlds> {
    return new Worlds(await record(stacks, codeRoot), codeRoot);
  }

  async open(seed: number | string, mesh: MeshName): Promise<World> {
    const { clock, cloud, dice } = emptyCloud();
    for (const { bucket, key, file } of this.#recording.packages) {
      cloud.lambda.registerCode(bucket, key, { root: this.#codeRoot, files: { [file]: meshNamed(mesh) } });
    }
    for (const { caller, service, operation, input } of this.#recording.steps) await carryOut(cloud, caller, service, operation, input);
    dice.turnTo(new SeededDice(seed));
    return { cloud, clock };
  }
}

/** One cloud at a time runs in a process. */
const bundles = new KeptBundles();

function emptyCloud(): { clock: VirtualClock; cloud: LocalCloud; dice: SwitchedDice } {
  const clock = new VirtualClock(start);
  const dice = new SwitchedDice(new SeededDice('set-up'));
  const { central, consumer, producer } = accounts;
  const cloud = createCloud({
    clock, dice, region: names.region, organization: [central, consumer, producer],
    athena: { engine: countingEngine },
    lambda: { bundles },
  });
  return { clock, cloud, dice };
}

async function record(stacks: Stacks, codeRoot: string): Promise<Recording> {
  const { cloud } = emptyCloud();
  const steps: Step[] = [];
  const packages: { bucket: string; key: string; file: string }[] = [];
  cloud.intercept({ after: ({ caller, service, operation }, input) => void steps.push({ caller, service, operation, input: asObject(input) }) });
  const register = cloud.lambda.registerCode.bind(cloud.lambda);
  cloud.lambda.registerCode = (bucket, key, code) => {
    for (const file of Object.keys(code.files)) packages.push({ bucket, key, file });
    register(bucket, key, code);
  };
  const people = new People(cloud, names);
  await people.carryOut(stepsBeforeDeployment(names));
  const stack = { codeRoot, mesh: meshNamed('full') };
  const { central, consumer } = accounts;
  await deployStack(cloud, { ...stack, accountId: consumer, stackName: 'meshloop-dev', template: stacks.consumer, deployer: await people.session('consumer', 'platform-admin') });
  await deployStack(cloud, { ...stack, accountId: central, stackName: 'meshloop-central-dev', template: stacks.central, deployer: await people.session('central', 'data-steward') });
  await people.carryOut(stepsAfterDeployment(names));
  await cloud.close();
  return { steps, packages };
}

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
