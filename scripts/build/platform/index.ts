import type { DeploymentSettings } from '../../../shared/mesh/deployments.ts';
import { withBoundary } from './boundary.ts';
import { withKey } from './key.ts';
import type { Resources } from './resources.ts';
import { withTags } from './tags.ts';
import { withVpc } from './vpc.ts';

/** A stack's resources as the platform team of its account wants them. Without settings, as they are. */
export function forPlatform(resources: Resources, stack: 'consumer' | 'central', { key, vpc, permissionsBoundary, tags }: Partial<DeploymentSettings>): Resources {
  const steps: ((all: Resources) => Resources)[] = [
    (all) => (key === undefined ? all : withKey(all, stack, key)),
    (all) => (vpc === undefined ? all : withVpc(all, vpc)),
    (all) => (permissionsBoundary === undefined ? all : withBoundary(all, permissionsBoundary)),
    (all) => (tags === undefined ? all : withTags(all, tags)),
  ];
  return steps.reduce((all, step) => step(all), resources);
}
