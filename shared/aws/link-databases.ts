import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GetDatabaseCommand,
  GetTableCommand,
  type Database,
  type Table,
} from '@aws-sdk/client-glue';
import type { OwnTable } from '../access/state.ts';
import { planLink, type ExistingDatabase, type LinkTarget } from '../catalog/link-plan.ts';
import type { Subscription } from '../mesh/mesh.ts';
import { NotYetVisible, Refused } from '../runtime/errors.ts';
import { classify, hasCode } from '../runtime/failure.ts';
import { glueOf } from './glue.ts';
import type { Credentials } from './reader.ts';
import { visible } from './visible.ts';

/** The database of that name in our own catalog, as the caller sees it; undefined when there is none. */
export async function findDatabase(name: string, credentials?: Credentials): Promise<ExistingDatabase | undefined> {
  try {
    const { Database: found } = await glueOf(credentials).send(new GetDatabaseCommand({ Name: name }));
    return existingDatabase({ ...found, Name: name });
  } catch (error) {
    // Lake Formation tells those who are no administrators the same of what is not there and of what they may not see.
    if (hasCode(error, 'EntityNotFoundException') || classify(error).failure === 'not yet visible') return undefined;
    throw error;
  }
}

/** A database as far as links are concerned. */
export function existingDatabase({ Name: name = '', TargetDatabase }: Partial<Database>): ExistingDatabase {
  const { CatalogId: catalogId, DatabaseName: database } = TargetDatabase ?? {};
  return { name, ...(catalogId !== undefined && database !== undefined && { target: { catalogId, database } }) };
}

/** A table as far as links are concerned. */
export function existingTable({ Name: name = '', TargetTable }: Partial<Table>): OwnTable {
  const { CatalogId: catalogId, DatabaseName: database, Name: table } = TargetTable ?? {};
  const isLink = catalogId !== undefined && database !== undefined && table !== undefined;
  return { name, ...(isLink && { target: { catalogId, database, table } }) };
}

/** Throws NotYetVisible unless this account sees the shared database. */
export async function assertShared({ catalogId, database }: LinkTarget): Promise<void> {
  await visible(`Database ${database} of ${catalogId}`, glueOf().send(new GetDatabaseCommand({ CatalogId: catalogId, Name: database })));
}

/**
 * Throws NotYetVisible unless the reader sees the link, and Refused when the name stands for something else: what is read through
 * it would not be the product.
 */
export async function assertLinked(
  { links }: Pick<Subscription, 'links'>,
  name: string,
  target: LinkTarget & { readonly table?: string | undefined },
  credentials: Credentials,
): Promise<void> {
  const found = await visible(`Link ${name}`, findDatabase(name, credentials));
  if (links === 'tables' && found !== undefined && found.target === undefined) {
    if (target.table !== undefined) await assertTableLinked(credentials, name, { ...target, table: target.table });
    return;
  }
  const plan = planLink(name, target, found);
  if (plan.action === 'create') throw new NotYetVisible(`Link ${name}`);
  if (plan.action === 'refuse') throw new Refused(plan.reason, plan.remedy);
}

async function assertTableLinked(
  credentials: Credentials,
  home: string,
  { catalogId, database, table }: LinkTarget & { readonly table: string },
): Promise<void> {
  const { Table: found } = await visible(`Link ${home}.${table}`, glueOf(credentials).send(new GetTableCommand({ DatabaseName: home, Name: table })));
  const { target } = existingTable(found ?? {});
  const right = target?.catalogId === catalogId && target.database === database && target.table === table;
  if (!right) throw new Refused(`${home}.${table} does not lead to ${database}.${table} of ${catalogId}`, 'Remove it if nobody needs it.');
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

/** Creates a database of ours that shall hold table links. Throws AlreadyExistsException when the name is taken. */
export async function createHome(name: string, stage: string): Promise<void> {
  // A table link is left to nobody by IAM, whatever the account's defaults are.
  const DatabaseInput = { Name: name, Description: 'Resource links of meshloop.', CreateTableDefaultPermissions: [] };
  await glueOf().send(new CreateDatabaseCommand({ DatabaseInput, Tags: { meshloop: stage } }));
}

/** Creates a resource link to one table. Throws AlreadyExistsException when the name is taken. */
export async function createTableLink(
  home: string,
  name: string,
  { catalogId, database, table }: LinkTarget & { readonly table: string },
  region: string,
): Promise<void> {
  const TargetTable = { CatalogId: catalogId, DatabaseName: database, Name: table, Region: region };
  await glueOf().send(new CreateTableCommand({ DatabaseName: home, TableInput: { Name: name, TargetTable } }));
}
