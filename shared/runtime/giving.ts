import type { Action } from '../access/action.ts';
import type { RefusedGrant } from '../aws/grants.ts';
import type { Resource } from '../catalog/grant-plan.ts';
import { give } from './access.ts';
import type { Context } from './context.ts';
import { isCreation, make } from './linking.ts';

/** What was made and granted, and what was refused. */
export interface Given {
  readonly links: number;
  /** Links that are left to link-product. */
  readonly later: number;
  readonly grants: number;
  readonly refused: readonly RefusedGrant[];
}

/** Makes the links of a plan and then grants, each receipt before its grant. What a plan takes back, `take` does. */
export async function giveAll(context: Context, actions: readonly Action[]): Promise<Given> {
  const creations = actions.filter(isCreation);
  // Whoever made a link is the only one to give it to the others where none of them is an administrator.
  const later = new Set(context.mesh.access.delegated ? creations.map(({ name }) => name) : []);
  if (later.size === 0) for (const action of creations) await make(context, action);
  const grants = actions.flatMap((action) => (action.do === 'grant' && !isOn(action.grant.resource, later) ? [action.grant] : []));
  const refused = await give(context, grants);
  return { links: later.size === 0 ? creations.length : 0, later: later.size, grants: grants.length - refused.length, refused };
}

function isOn(resource: Resource, links: ReadonlySet<string>): boolean {
  return resource.kind !== 'tagged' && links.has(resource.database);
}
