import { DeleteDatabaseCommand, DeleteTableCommand } from '@aws-sdk/client-glue';
import type { Resource } from '@aws-sdk/client-lakeformation';
import type { Action } from '../access/action.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { linkPrefix } from '../mesh/names.ts';
import { Refused } from '../runtime/errors.ts';
import { classify, hasCode } from '../runtime/failure.ts';
import { glueOf } from './glue.ts';
import { findDatabase } from './link-databases.ts';
import { lookInto } from './own-databases.ts';
import { giveRight } from './own-rights.ts';

const glue = glueOf();

type Deletion = Extract<Action, { do: 'delete link' | 'delete home' | 'delete table link' }>;

export interface Deleter {
  readonly mesh: Mesh;
  readonly stage: string;
  /** The role that deletes: an administrator may grant DROP on a link, and holds it only then. */
  readonly role: string;
}

/**
 * Deletes a link or a database of ours that held links. What it stands for now is looked at once more: between plan and deletion
 * somebody may have put something else there.
 * @throws Refused when it is not ours, or not what the plan saw
 */
export async function deleteOwn({ mesh, stage, role }: Deleter, action: Deletion): Promise<void> {
  const database = action.do === 'delete table link' ? action.home : action.name;
  const existing = await findDatabase(database);
  if (existing === undefined) return;
  const found = await lookInto(mesh, stage, existing);
  const within = found.tables ?? [];
  const link = action.do === 'delete table link' ? within.find(({ name }) => name === action.name) : undefined;
  if (action.do === 'delete table link' && found.ours === true && link === undefined) return;
  const isSame =
    found.ours === true &&
    database.startsWith(linkPrefix) &&
    (action.do === 'delete link' ? found.target !== undefined : found.target === undefined) &&
    (action.do === 'delete home' ? within.length === 0 : true) &&
    (action.do === 'delete table link' ? link?.target !== undefined : true);
  if (!isSame) throw new Refused(`${database} is not the link of ours that it was`, 'Look who changed it; meshloop leaves it alone.');
  const resource: Resource = link === undefined ? { Database: { Name: database } } : { Table: { DatabaseName: database, Name: link.name } };
  // Who is no administrator was given DROP when the link was made.
  if (!mesh.access.delegated) await giveRight(role, resource, 'DROP');
  try {
    if (link === undefined) await glue.send(new DeleteDatabaseCommand({ Name: database }));
    else await glue.send(new DeleteTableCommand({ DatabaseName: database, Name: link.name }));
  } catch (error) {
    if (hasCode(error, 'EntityNotFoundException')) return;
    if (classify(error).failure !== 'not yet visible') throw error;
    const remedy = `Have a data lake administrator grant DROP on ${database} to ${role}, or delete it.`;
    throw new Refused(`${database} may not be deleted by ${role}: another role made it`, remedy);
  }
}
