import * as z from 'zod/mini';
import { catalogName, contract, text } from '../contract.ts';

/**
 * A database of the Data Catalog, or the list of its tables, changed (AWS Glue developer guide, "Automating AWS Glue with EventBridge").
 * CreateTable arrives here and not as a change of a table. At most 100 names are listed.
 */
export const glueDatabaseStateChange = contract({
  id: 'glue-database-state-change',
  source: 'aws.glue',
  detailType: 'Glue Data Catalog Database State Change',
  detail: z.lazy(() => z.looseObject({ databaseName: catalogName, typeOfChange: text, changedTables: z.optional(z.array(catalogName)) })),
});
