import type {
  GetDataCatalogCommandInput,
  GetDataCatalogCommandOutput,
  ListDataCatalogsCommandInput,
  ListDataCatalogsCommandOutput,
} from '@aws-sdk/client-athena';
import type { Call, Output } from '../core/service.ts';
import { invalidRequest } from './refusals.ts';

const NAME = 'AwsDataCatalog';

/** An account's own Glue catalog is the only one. */
export function catalogOperations() {
  return {
    GetDataCatalog(input: GetDataCatalogCommandInput, call: Call): Output<GetDataCatalogCommandOutput> {
      if (input.Name?.toLowerCase() !== NAME.toLowerCase()) throw invalidRequest(`DataCatalog ${input.Name ?? ''} was not found`);
      return { DataCatalog: { Name: NAME, Type: 'GLUE', Parameters: { 'catalog-id': call.caller.accountId } } };
    },

    ListDataCatalogs(_input: ListDataCatalogsCommandInput): Output<ListDataCatalogsCommandOutput> {
      return { DataCatalogsSummary: [{ CatalogName: NAME, Type: 'GLUE' }] };
    },
  };
}
