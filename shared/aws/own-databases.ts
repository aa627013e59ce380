import { GetTablesCommand, GetTagsCommand } from '@aws-sdk/client-glue';
import type { OwnDatabase } from '../access/state.ts';
import type { ExistingDatabase } from '../catalog/link-plan.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { partitionOf } from '../mesh/partition.ts';
import { hasCode } from '../runtime/failure.ts';
import { glueOf } from './glue.ts';
import { existingTable, findDatabase } from './link-databases.ts';

const glue = glueOf();

/** Whether a database is ours and, of one that holds table links, what is in it. */
export async function lookInto(mesh: Mesh, stage: string, found: ExistingDatabase): Promise<OwnDatabase> {
  const ours = await isOurs(mesh, stage, found.name);
  return { ...found, ours, ...(ours && found.target === undefined && { tables: await tablesIn(found.name) }) };
}

/** The links of these names, as far as they exist, with what the planner needs to know of each. */
export async function findLinks(mesh: Mesh, stage: string, names: readonly string[]): Promise<readonly OwnDatabase[]> {
  const databases: OwnDatabase[] = [];
  for (const name of new Set(names)) {
    const found = await findDatabase(name);
    // A link to a database is right or wrong by its target alone.
    if (found !== undefined) databases.push(found.target === undefined ? await lookInto(mesh, stage, found) : found);
  }
  return databases;
}

async function isOurs({ consumer }: Mesh, stage: string, name: string): Promise<boolean> {
  const arn = `arn:${partitionOf(consumer.region)}:glue:${consumer.region}:${consumer.account}:database/${name}`;
  try {
    const { Tags = {} } = await glue.send(new GetTagsCommand({ ResourceArn: arn }));
    return Tags['meshloop'] === stage;
  } catch (error) {
    if (hasCode(error, 'EntityNotFoundException')) return false;
    throw error;
  }
}

/** What lies in a database of ours, as far as links are concerned. */
export async function tablesIn(DatabaseName: string): Promise<NonNullable<OwnDatabase['tables']>> {
  const tables: NonNullable<OwnDatabase['tables']>[number][] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue.send(new GetTablesCommand({ DatabaseName, NextToken }));
    tables.push(...(page.TableList ?? []).map(existingTable));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return tables;
}
