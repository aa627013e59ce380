import { GetDatabasesCommand, type Database } from '@aws-sdk/client-glue';
import type { ExistingDatabase } from '../catalog/link-plan.ts';
import { linkPrefix } from '../mesh/names.ts';
import { glueOf } from './glue.ts';
import { existingDatabase } from './link-databases.ts';
import type { Place } from './receipts.ts';

const glue = glueOf();

/** Every database that other accounts share with this one, as the caller sees it. */
export async function listSharedDatabases(): Promise<readonly Place[]> {
  return (await list('FOREIGN')).flatMap(({ CatalogId: catalogId, Name: database }) =>
    catalogId === undefined || database === undefined ? [] : [{ catalogId, database }],
  );
}

/** Every database of the own catalog whose name begins with our prefix. */
export async function listPrefixedDatabases(): Promise<readonly ExistingDatabase[]> {
  return (await list()).filter(({ Name }) => Name?.startsWith(linkPrefix) === true).map(existingDatabase);
}

async function list(ResourceShareType?: 'FOREIGN'): Promise<readonly Database[]> {
  const databases: Database[] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue.send(new GetDatabasesCommand({ ResourceShareType, NextToken, MaxResults: 100 }));
    databases.push(...(page.DatabaseList ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return databases;
}
