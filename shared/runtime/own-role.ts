import type { Deleter } from '../aws/unlink.ts';
import type { Context } from './context.ts';

/** The role of the running function: all roles of a stage are named alike. */
export function deleterOf({ mesh, environment }: Context): Deleter {
  const { readerRolePrefix, functionName, stage } = environment;
  return { mesh, stage, role: readerRolePrefix.replace(/reader-$/, functionName) };
}
