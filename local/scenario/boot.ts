import type { Clock } from '../core/clock.ts';
import type { Dice } from '../core/dice.ts';
import { createCloud, type EngineOptions, type LocalCloud } from '../cloud.ts';
import { deployStack, type Template } from '../cloudformation/index.ts';
import { stepsAfterDeployment, stepsBeforeDeployment, type MeshNames } from './bootstrap.ts';
import { People } from './people.ts';
import type { Step } from './steps.ts';

export interface Deployment {
  /** The packaged templates, as `npm run package` leaves them. */
  readonly consumer: Template;
  readonly central: Template;
  /** Folder that holds `dist/`. */
  readonly codeRoot: string;
  /** The validated mesh.yml; the functions read it as `./mesh.json`. */
  readonly mesh: unknown;
}

export interface BootOptions {
  /** Accounts of one Organization, which share without invitation. Default: all three. */
  readonly organization?: readonly string[];
  /** What people do besides before the stacks are deployed. */
  readonly before?: readonly Step[];
}

/** A cloud with both stacks deployed and the one-time steps carried out: the state in which a person leaves AWS after the set-up. */
export async function boot(names: MeshNames, deployment: Deployment, clock: Clock, dice: Dice, options: EngineOptions & BootOptions = {}): Promise<LocalCloud> {
  const { central, consumer, producer } = names.accounts;
  const cloud = createCloud({ clock, dice, region: names.region, organization: [central, consumer, producer], ...options });
  const people = new People(cloud, names);
  await people.carryOut([...stepsBeforeDeployment(names), ...(options.before ?? [])]);
  const stack = { codeRoot: deployment.codeRoot, mesh: deployment.mesh };
  const deployers = { consumer: await people.session('consumer', 'platform-admin'), central: await people.session('central', 'data-steward') };
  await deployStack(cloud, { ...stack, accountId: consumer, stackName: `meshloop-${names.stage}`, template: deployment.consumer, deployer: deployers.consumer });
  await deployStack(cloud, { ...stack, accountId: central, stackName: `meshloop-central-${names.stage}`, template: deployment.central, deployer: deployers.central });
  await people.carryOut(stepsAfterDeployment(names));
  return cloud;
}
