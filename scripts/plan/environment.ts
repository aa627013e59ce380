import type { Mesh } from '../../shared/mesh/mesh.ts';
import { partitionOf } from '../../shared/mesh/partition.ts';
import type { Environment } from '../../shared/runtime/environment.ts';

/** What the stack tells its functions, by the names that it deploys. */
export function environmentOf({ consumer: { account, region } }: Mesh, stage: string): Environment {
  const partition = partitionOf(region);
  const name = `meshloop-${stage}`;
  const role = (suffix: string) => `arn:${partition}:iam::${account}:role/${name}-${suffix}`;
  return {
    stage,
    busName: name,
    busArn: `arn:${partition}:events:${region}:${account}:event-bus/${name}`,
    bucket: `${name}-${account}-${region}`,
    scheduleGroup: name,
    schedulerRoleArn: role('scheduler'),
    accessWorkGroup: `${name}-access`,
    profileWorkGroup: `${name}-profile`,
    readerRolePrefix: role('reader-'),
    pipelineRoleArn: role('pipeline'),
    functionName: 'plan',
  };
}
