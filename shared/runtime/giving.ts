import type { Action } from '../access/action.ts';
import type { RefusedGrant } from '../aws/grants.ts';
import type { Resource } from '../catalog/grant-plan.ts';
import { giveRight } from '../aws/own-rights.ts';
import { give } from './access.ts';
import type { Context } from './context.ts';
import { hasCode } from './failure.ts';
import { isCreation, make, type Creation } from './linking.ts';
import { roleOf } from './own-role.ts';

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
  if (later.size === 0) for (const action of creations) await makeShared(context, action);
  const grants = actions.flatMap((action) => (action.do === 'grant' && !isOn(action.grant.resource, later) ? [action.grant] : []));
  const refused = await give(context, grants);
  return { links: later.size === 0 ? creations.length : 0, later: later.size, grants: grants.length - refused.length, refused };
}

function isOn(resource: Resource, links: ReadonlySet<string>): boolean {
  return resource.kind !== 'tagged' && links.has(resource.database);
}

/**
 * Whoever made a home of table links may put tables there, nobody else: link-product, which grants nothing, is given the right to what
 * is made here, and the running function takes it to what that one has made.
 */
async function makeShared(context: Context, action: Creation): Promise<void> {
  try {
    await make(context, action);
  } catch (error) {
    if (action.do !== 'create table link' || !hasCode(error, 'AccessDeniedException')) throw error;
    await giveRight(roleOf(context, context.environment.functionName), { Database: { Name: action.home } }, 'CREATE_TABLE');
    await make(context, action);
  }
  if (action.do === 'create home') await giveRight(roleOf(context, 'link-product'), { Database: { Name: action.name } }, 'CREATE_TABLE');
}
