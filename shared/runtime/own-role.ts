import type { Deleter } from '../aws/unlink.ts';
import type { Context } from './context.ts';

/** The role of a function: all roles of a stage are named alike. */
export function roleOf({ environment }: Context, functionName: string): string {
  return environment.readerRolePrefix.replace(/reader-$/, functionName);
}

/** The running function, as who deletes what is ours. */
export function deleterOf(context: Context): Deleter {
  const { mesh, environment } = context;
  return { mesh, stage: environment.stage, role: roleOf(context, environment.functionName) };
}
