import { GetDatabasesCommand, GetTablesCommand, type Table } from '@aws-sdk/client-glue';
import { ListResourcesCommand } from '@aws-sdk/client-lakeformation';
import { follows } from '../../../shared/catalog/product.ts';
import type { Clients } from '../clients.ts';
import type { Check, Finding } from '../finding.ts';
import { redeploy } from '../look.ts';

/** Only the owner of a location sees its mode; the consumer sees a reader that is refused. */
export const hybridAccess: Check = {
  title: 'locations in hybrid access mode',
  account: 'central',
  findings: async ({ mesh, stage, central }) => {
    const locations = await hybridLocations(central);
    if (locations.length === 0) return [];
    const found: Finding[] = [];
    for (const subscription of mesh.subscriptions.filter((each) => !each.hybridAccess && each.catalog === undefined)) {
      for (const database of await databasesOf(central)) {
        if (!follows(subscription, { database })) continue;
        const tables = (await tablesOf(central, database)).filter(({ Name: table = '' }) => follows(subscription, { database, table }));
        const hybrid = tables.find(({ StorageDescriptor }) => locations.some((arn) => isWithin(arn, StorageDescriptor?.Location ?? '')));
        if (hybrid === undefined) continue;
        found.push({
          what: `${database}.${hybrid.Name} lies in a location in hybrid access mode, and ${subscription.name} opts nobody in`,
          why: 'In hybrid access mode a grant counts only for principals that opted in: its readers are refused.',
          remedy: `Set hybridAccess: true under ${subscription.name} in mesh.yml, and deploy: ${redeploy({ stage })}`,
        });
      }
    }
    return found;
  },
};

async function hybridLocations({ lake }: Clients): Promise<readonly string[]> {
  const arns: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await lake.send(new ListResourcesCommand({ NextToken }));
    arns.push(...(page.ResourceInfoList ?? []).flatMap(({ ResourceArn, HybridAccessEnabled }) => (HybridAccessEnabled === true && ResourceArn !== undefined ? [ResourceArn] : [])));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return arns;
}

async function databasesOf({ glue }: Clients): Promise<readonly string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue.send(new GetDatabasesCommand({ NextToken }));
    names.push(...(page.DatabaseList ?? []).flatMap(({ Name }) => Name ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return names;
}

async function tablesOf({ glue }: Clients, DatabaseName: string): Promise<readonly Table[]> {
  const tables: Table[] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue.send(new GetTablesCommand({ DatabaseName, NextToken }));
    tables.push(...(page.TableList ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return tables;
}

/** `arn:aws:s3:::bucket/prefix` and `s3://bucket/prefix/more`. */
function isWithin(arn: string, location: string): boolean {
  const [, registered = ''] = /^arn:[^:]+:s3:::(.+?)\/?$/.exec(arn) ?? [];
  return registered !== '' && `${location.replace(/^s3[an]?:\/\//, '')}/`.startsWith(`${registered}/`);
}
