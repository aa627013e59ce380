import type { Cloud } from '../core/cloud.ts';
import type { Authorization, Call, Service } from '../core/service.ts';
import { databaseTarget, fold, tableTarget, type Catalogs } from './state.ts';

interface Named {
  readonly CatalogId?: string | undefined;
  readonly Name?: string | undefined;
  readonly DatabaseName?: string | undefined;
  readonly TableName?: string | undefined;
  readonly DatabaseInput?: { readonly Name: string | undefined } | undefined;
  readonly TableInput?: { readonly Name: string | undefined } | undefined;
  readonly TablesToDelete?: readonly string[] | undefined;
  readonly ResourceArn?: string | undefined;
  readonly Role?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

type Authorize = NonNullable<Service['authorize']>;

/**
 * IAM's question for each operation: the catalog, the database and the table, of a link also those that it points to
 * (AWS Glue developer guide, "Specifying AWS Glue resource ARNs"; Lake Formation developer guide, "Resource link handling
 * in AWS Glue APIs").
 */
export function authorizations(cloud: Cloud, catalogs: Catalogs): Authorize {
  const arn = (account: string, rest: string) => `arn:aws:glue:${cloud.region}:${account}:${rest}`;
  const onCatalog = (account: string, ...rest: string[]) => ['catalog', ...rest].map((part) => arn(account, part));

  const database = (account: string, name: string): string[] => onCatalog(account, `database/${name}`);
  const linkedDatabase = (account: string, name: string): string[] => {
    const record = catalogs.database(account, name);
    const target = record && databaseTarget(record, account);
    return [...database(account, name), ...(target ? database(target.catalogId, target.database) : [])];
  };
  const table = (account: string, databaseName: string, name: string): string[] =>
    onCatalog(account, `database/${databaseName}`, `table/${databaseName}/${name}`);
  const linkedTable = (account: string, databaseName: string, name: string): string[] => {
    const record = catalogs.database(account, databaseName);
    const target = record && databaseTarget(record, account);
    const through = catalogs.table(account, databaseName, name);
    const tableLink = through && tableTarget(through, account);
    return [
      ...table(account, databaseName, name),
      ...(target ? table(target.catalogId, target.database, name) : []),
      ...(tableLink ? table(tableLink.catalogId, tableLink.database, tableLink.table) : []),
    ];
  };

  const ask =
    (resources: (input: Named, account: string) => readonly string[]) =>
    (input: Named, call: Call): readonly Authorization[] => [
      { action: `glue:${call.operation}`, resources: [...new Set(resources(input, input.CatalogId ?? call.caller.accountId))] },
    ];
  // Databases are tagged, so that a policy may ask for their tags (service authorization reference, AWS Glue).
  const tagged = (input: Named, call: Call, name: string): Authorization => {
    const account = input.CatalogId ?? call.caller.accountId;
    const tags = catalogs.database(account, name)?.tags ?? new Map<string, string>();
    return {
      action: `glue:${call.operation}`,
      resources: [arn(account, `database/${name}`)],
      context: Object.fromEntries([...tags].map(([key, value]) => [`aws:resourcetag/${key}`, value])),
    };
  };
  const byDatabase = ask((input, account) => database(account, fold(input.DatabaseInput?.Name ?? input.Name)));
  const throughDatabase = ask((input, account) => linkedDatabase(account, fold(input.Name)));
  const byTable = ask((input, account) =>
    linkedTable(account, fold(input.DatabaseName), fold(input.TableName ?? input.TableInput?.Name ?? input.Name)),
  );
  const allTables = ask((input, account) => linkedTable(account, fold(input.DatabaseName), '*'));
  const byTag = ask((input) => [input.ResourceArn ?? '*']);
  const byCrawler = (input: Named, call: Call): readonly Authorization[] => {
    const crawler = { action: `glue:${call.operation}`, resources: [arn(call.caller.accountId, `crawler/${input.Name ?? ''}`)] };
    if (input.Role === undefined) return [crawler];
    const role = roleArn(input.Role, call.caller.accountId);
    return [crawler, { action: 'iam:PassRole', resources: [role], context: { 'iam:passedtoservice': 'glue.amazonaws.com' } }];
  };

  return {
    // Tags on something new need TagResource too (AWS Glue developer guide, "AWS tags in AWS Glue").
    CreateDatabase: (input: Named, call: Call) => [
      ...byDatabase(input, call),
      ...(input.Tags
        ? [{ action: 'glue:TagResource', resources: [arn(call.caller.accountId, `database/${fold(input.DatabaseInput?.Name)}`)] }]
        : []),
    ],
    // A target that the caller may not read shows the link's own properties instead.
    GetDatabase: byDatabase,
    UpdateDatabase: throughDatabase,
    // Deleting a database deletes what is in it.
    DeleteDatabase: (input: Named, call: Call) => [
      ...ask((_, account) => onCatalog(account, ...['table', 'userDefinedFunction'].map((kind) => `${kind}/${fold(input.Name)}/*`)))(input, call),
      tagged(input, call, fold(input.Name)),
    ],
    GetDatabases: ask((_, account) => onCatalog(account)),
    CreateTable: byTable,
    UpdateTable: byTable,
    DeleteTable: (input: Named, call: Call) => {
      const database = fold(input.DatabaseName);
      // A link is deleted, not what it points to.
      const own = ask((_, account) => table(account, database, fold(input.Name)));
      const others = own(input, call).map(({ action, resources }) => {
        return { action, resources: resources.filter((resource) => !resource.endsWith(`:database/${database}`)) };
      });
      return [...others, tagged(input, call, database)];
    },
    BatchDeleteTable: ask((input, account) =>
      (input.TablesToDelete ?? []).flatMap((name) => linkedTable(account, fold(input.DatabaseName), fold(name))),
    ),
    GetTable: byTable,
    GetTables: allTables,
    GetTableVersion: byTable,
    GetTableVersions: byTable,
    CreatePartition: byTable,
    BatchCreatePartition: byTable,
    UpdatePartition: byTable,
    BatchUpdatePartition: byTable,
    DeletePartition: byTable,
    BatchDeletePartition: byTable,
    GetPartition: byTable,
    GetPartitions: byTable,
    BatchGetPartition: byTable,
    TagResource: byTag,
    UntagResource: byTag,
    GetTags: byTag,
    CreateCrawler: byCrawler,
    GetCrawler: byCrawler,
    StartCrawler: byCrawler,
    DeleteCrawler: byCrawler,
  };
}

/** A crawler's role may be given by its name or path (AWS Glue API reference, CreateCrawler). */
export function roleArn(role: string, accountId: string): string {
  return role.startsWith('arn:') ? role : `arn:aws:iam::${accountId}:role/${role}`;
}
