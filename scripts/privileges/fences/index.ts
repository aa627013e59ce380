import type { Policies } from '../deployed.ts';
import type { PolicyStatement } from '../statements.ts';
import { admissions } from './admissions.ts';
import { unfenced } from './conditions.ts';
import { invocations } from './invocations.ts';
import { actionsKnown } from './known.ts';
import { unnamed } from './names.ts';
import { trusts } from './trusts.ts';

/** What is too much in a policy though no scenario was played, one line each. */
export async function fences(policies: Policies): Promise<readonly string[]> {
  const own = await Promise.all(policies.statements.filter(({ policy }) => policy === 'identity').map(ofRole));
  return [...own.flat(), ...ofOthers(policies)];
}

/** Of one statement of a role's own policies. */
export async function ofRole(statement: PolicyStatement): Promise<readonly string[]> {
  return [...(await actionsKnown(statement)), ...unnamed(statement), ...unfenced(statement)];
}

/** Of what lets others in: trusts, policies of resources, permissions of functions. */
export function ofOthers(policies: Policies): readonly string[] {
  return [...trusts(policies), ...admissions(policies), ...invocations(policies)];
}
