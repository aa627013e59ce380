import { CreateDatabaseCommand, GetDatabaseCommand } from '@aws-sdk/client-glue';
import { planLink, type ExistingDatabase, type LinkTarget } from '../catalog/link-plan.ts';
import { NotYetVisible, Refused } from '../runtime/errors.ts';
import { hasCode } from '../runtime/failure.ts';
import { glueOf } from './glue.ts';
import type { Credentials } from './reader.ts';
import { visible } from './visible.ts';

/** The database of that name in our own catalog, as the caller sees it; undefined when there is none. */
export async function findDatabase(name: string, credentials?: Credentials): Promise<ExistingDatabase | undefined> {
  try {
    const { Database } = await glueOf(credentials).send(new GetDatabaseCommand({ Name: name }));
    const { CatalogId: catalogId, DatabaseName: database } = Database?.TargetDatabase ?? {};
    return { name, ...(catalogId !== undefined && database !== undefined && { target: { catalogId, database } }) };
  } catch (error) {
    if (hasCode(error, 'EntityNotFoundException')) return undefined;
    throw error;
  }
}

/** Throws NotYetVisible unless this account sees the shared database. */
export async function assertShared({ catalogId, database }: LinkTarget): Promise<void> {
  await visible(`Database ${database} of ${catalogId}`, glueOf().send(new GetDatabaseCommand({ CatalogId: catalogId, Name: database })));
}

/**
 * Throws NotYetVisible unless the reader sees the link, and Refused when the name stands for something else: what is read through
 * it would not be the product.
 */
export async function assertLinked(name: string, target: LinkTarget, credentials: Credentials): Promise<void> {
  const found = await visible(`Link ${name}`, findDatabase(name, credentials));
  const plan = planLink(name, target, found);
  if (plan.action === 'create') throw new NotYetVisible(`Link ${name}`);
  if (plan.action === 'refuse') throw new Refused(plan.reason, plan.remedy);
}

/** Creates a link database with our tag. Throws AlreadyExistsException when the name is taken. */
export async function createLink(name: string, { catalogId, database }: LinkTarget, region: string, stage: string): Promise<void> {
  await glueOf().send(
    new CreateDatabaseCommand({
      DatabaseInput: { Name: name, TargetDatabase: { CatalogId: catalogId, DatabaseName: database, Region: region } },
      Tags: { meshloop: stage },
    }),
  );
}
