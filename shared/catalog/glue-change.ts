import type { DetailOf } from '../../events/contract.ts';
import type { glueDatabaseStateChange } from '../../events/aws/glue-database-state-change.ts';
import type { glueTableStateChange } from '../../events/aws/glue-table-state-change.ts';
import type { Product } from '../../events/mesh/metadata.ts';

/** AWS lists at most this many names in one event; at the limit there may be more. */
const maximumNames = 100;

/** What a database event is about: its tables where it names them all, else the database. */
export function productsOfDatabaseChange(
  catalogId: string,
  { databaseName: database, changedTables = [] }: DetailOf<typeof glueDatabaseStateChange>,
): readonly Product[] {
  const named = changedTables.length > 0 && changedTables.length < maximumNames;
  return named ? changedTables.map((table) => ({ catalogId, database, table })) : [{ catalogId, database }];
}

export function productsOfTableChange(catalogId: string, detail: DetailOf<typeof glueTableStateChange>): readonly Product[] {
  return [{ catalogId, database: detail.databaseName, table: detail.tableName }];
}
