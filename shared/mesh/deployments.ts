import type { Authored } from './authored.ts';
import type { AuthoredDeployment } from './authored-deployment.ts';

/** What the platform team of an account asks of a stack. */
export interface DeploymentSettings extends AuthoredDeployment {
  readonly account: string;
  readonly region: string;
}

/** By stack. */
export interface Deployments {
  readonly consumer: DeploymentSettings;
  readonly central: DeploymentSettings;
}

export function deploymentsOf({ central, consumer }: Authored): Deployments {
  const { region } = consumer;
  return {
    consumer: { account: consumer.account, region, ...consumer.deployment },
    central: { account: central.account, region, ...central.deployment },
  };
}
