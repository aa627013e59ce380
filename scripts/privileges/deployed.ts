import { loadDeployment } from '../deployment.ts';
import type { Template } from '../../local/cloudformation/index.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { optionalStatements } from './optional.ts';
import { statementsOf, type PolicyStatement } from './statements.ts';

export type Resources = Template['Resources'];
export type Edit = (resources: Resources, stack: 'consumer' | 'central') => Resources;

/** What a deployment can have of policies, and what they have to fit. */
export interface Policies {
  readonly mesh: Mesh;
  readonly consumer: Resources;
  readonly central: Resources;
  readonly statements: readonly PolicyStatement[];
}

/** Every policy that a deployment can have: those of the packaged stacks, and those that further settings of mesh.yml add; changed by `edit` first. */
export async function deployedPolicies(edit: Edit = (resources) => resources): Promise<Policies> {
  const { mesh, ...packaged } = await loadDeployment();
  const stacks = { consumer: edit(packaged.consumer.Resources, 'consumer'), central: edit(packaged.central.Resources, 'central') };
  return { mesh, ...stacks, statements: [...statementsOf(stacks.consumer), ...statementsOf(stacks.central), ...optionalStatements(mesh, stacks, edit)] };
}
