import type { Action } from '../access/action.ts';
import { createHome, createLink, createTableLink } from '../aws/link-databases.ts';
import type { Context } from './context.ts';
import { count } from './count.ts';
import { hasCode } from './failure.ts';

export type Creation = Extract<Action, { do: 'create link' | 'create home' | 'create table link' }>;

export function isCreation(action: Action): action is Creation {
  return action.do === 'create link' || action.do === 'create home' || action.do === 'create table link';
}

/** Makes a link. Returns whether it was made: where somebody was faster, what stands there now has to be looked at. */
export async function make({ mesh, environment }: Context, action: Creation): Promise<boolean> {
  const { region } = mesh.consumer;
  try {
    if (action.do === 'create link') await createLink(action.name, action.target, region, environment.stage);
    else if (action.do === 'create home') await createHome(action.name, environment.stage);
    else await createTableLink(action.home, action.name, action.target, region);
  } catch (error) {
    if (hasCode(error, 'AlreadyExistsException')) return false;
    throw error;
  }
  count('link');
  return true;
}
