import { CreateDatabaseCommand, GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import type { ExistingDatabase, LinkTarget } from '../catalog/link-plan.ts';
import { hasCode } from '../runtime/failure.ts';
import { visible } from './visible.ts';

const glue = new GlueClient({});

/** The database of that name in our own catalog; undefined when there is none. */
export async function findDatabase(name: string): Promise<ExistingDatabase | undefined> {
  try {
    const { Database } = await glue.send(new GetDatabaseCommand({ Name: name }));
    const { CatalogId: catalogId, DatabaseName: database } = Database?.TargetDatabase ?? {};
    return { name, ...(catalogId !== undefined && database !== undefined && { target: { catalogId, database } }) };
  } catch (error) {
    if (hasCode(error, 'EntityNotFoundException')) return undefined;
    throw error;
  }
}

/** Throws NotYetVisible unless this account sees the shared database. */
export async function assertShared({ catalogId, database }: LinkTarget): Promise<void> {
  await visible(`Database ${database} of ${catalogId}`, glue.send(new GetDatabaseCommand({ CatalogId: catalogId, Name: database })));
}

/** Creates a link database with our tag. Throws AlreadyExistsException when the name is taken. */
export async function createLink(name: string, { catalogId, database }: LinkTarget, region: string, stage: string): Promise<void> {
  await glue.send(
    new CreateDatabaseCommand({
      DatabaseInput: { Name: name, TargetDatabase: { CatalogId: catalogId, DatabaseName: database, Region: region } },
      Tags: { meshloop: stage },
    }),
  );
}
