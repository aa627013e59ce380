import type { Action } from '../access/action.ts';
import type { RefusedGrant } from '../aws/grants.ts';
import { give } from './access.ts';
import type { Context } from './context.ts';
import { isCreation, make } from './linking.ts';

/** What was made and granted, and what was refused. */
export interface Given {
  readonly links: number;
  readonly grants: number;
  readonly refused: readonly RefusedGrant[];
}

/** Makes the links of a plan and then grants, each receipt before its grant. What a plan takes back, `take` does. */
export async function giveAll(context: Context, actions: readonly Action[]): Promise<Given> {
  const creations = actions.filter(isCreation);
  for (const action of creations) await make(context, action);
  const grants = actions.flatMap((action) => (action.do === 'grant' ? [action.grant] : []));
  const refused = await give(context.environment.bucket, grants);
  return { links: creations.length, grants: grants.length - refused.length, refused };
}
