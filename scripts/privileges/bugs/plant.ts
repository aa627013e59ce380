import { isRecord } from '../../../local/core/protocol/shape.ts';
import type { Edit, Resources } from '../deployed.ts';
import { statementsOf } from '../statements.ts';
import type { PrivilegeBug } from './bug.ts';

/** A statement as it stands in a template. */
export type Statement = Readonly<Record<string, unknown>>;

/** Puts the mistake into the resources of a template that have the policy. */
export function planting(bug: PrivilegeBug): Edit {
  return (resources) => Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, isMeant(bug, id, resource) ? withBug(bug, resource) : resource]));
}

function isMeant({ policy, owner, statement }: PrivilegeBug, id: string, resource: Resources[string]): boolean {
  if (policy === 'invocation') return id === owner;
  return statementsOf({ [id]: resource }).some((each) => each.policy === policy && each.owner === owner && each.id === statement);
}

function withBug({ policy, statement, change }: PrivilegeBug, resource: Resources[string]): Resources[string] {
  const { Properties = {} } = resource;
  if (policy === 'invocation') return { ...resource, Properties: change(Properties) ?? {} };
  // The statement of a bus has its id beside it.
  if (isRecord(Properties['Statement'])) return { ...resource, Properties: { ...Properties, Statement: change(Properties['Statement']) } };
  const inPlace = (key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return key === 'Statement' ? value.flatMap((each) => (isRecord(each) && each['Sid'] === statement ? (change(each) ?? []) : [each])) : value.map((each) => inPlace('', each));
    return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inPlace(name, each)])) : value;
  };
  const only = policy === 'trust' ? ['AssumeRolePolicyDocument'] : Object.keys(Properties).filter((key) => key !== 'AssumeRolePolicyDocument');
  return { ...resource, Properties: Object.fromEntries(Object.entries(Properties).map(([key, value]) => [key, only.includes(key) ? inPlace(key, value) : value])) };
}
