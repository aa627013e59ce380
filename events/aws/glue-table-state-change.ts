import * as z from 'zod/mini';
import { catalogName, contract, text } from '../contract.ts';

/** A table of the Data Catalog or its partitions changed (AWS Glue developer guide, "Automating AWS Glue with EventBridge"). */
export const glueTableStateChange = contract({
  id: 'glue-table-state-change',
  source: 'aws.glue',
  detailType: 'Glue Data Catalog Table State Change',
  detail: z.lazy(() =>
    z.looseObject({
      databaseName: catalogName,
      tableName: catalogName,
      typeOfChange: text,
      changedPartitions: z.optional(z.array(z.string())),
    }),
  ),
});
