import { onEach, type Resources } from './resources.ts';

/** Roles that may do no more than the boundary says, whatever their policies. */
export function withBoundary(resources: Resources, PermissionsBoundary: string): Resources {
  return onEach(resources, ['AWS::IAM::Role'], () => ({ PermissionsBoundary }));
}
