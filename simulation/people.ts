import type { LocalCloud } from '../local/cloud.ts';
import { AwsError, type Caller } from '../local/core/service.ts';
import { columns, locationOf, type DataVersion } from './data.ts';
import { carryOut, personIn } from './direct.ts';
import type { MeshName } from './meshes.ts';
import type { Deed, Product } from './story.ts';
import { accounts } from './places.ts';

/** Errors that only say that a deed makes no sense where it stands: a shrunk story leaves out what went before. */
const senseless = ['EntityNotFoundException', 'AlreadyExistsException', 'InvalidInputException'];

/** LF-Tag of each database that is shared by tags. */
const tags: readonly { readonly database: RegExp; readonly value: string }[] = [
  { database: /^orders$/, value: 'sales' },
  { database: /^sensor_/, value: 'iot' },
];

/** The people of the mesh. They never meet faults. */
export class SimulatedPeople {
  readonly #cloud: LocalCloud;
  readonly #deploy: (mesh: MeshName) => Promise<void>;
  readonly #reconcile: () => Promise<void>;
  #serial = 0;

  constructor(cloud: LocalCloud, deploy: (mesh: MeshName) => Promise<void>, reconcile: () => Promise<void>) {
    this.#cloud = cloud;
    this.#deploy = deploy;
    this.#reconcile = reconcile;
  }

  /** Returns whether there was anything to do. */
  async do(deed: Deed): Promise<boolean> {
    try {
      await this.#carryOut(deed);
      return true;
    } catch (error) {
      if (error instanceof AwsError && senseless.includes(error.code)) return false;
      throw error;
    }
  }

  async #carryOut(deed: Deed): Promise<void> {
    switch (deed.kind) {
      case 'make database':
        await this.#ensureDatabase(deed.database);
        return;
      case 'register':
        await this.#ensureDatabase(deed.product.database);
        await this.#steward('glue', 'CreateTable', { DatabaseName: deed.product.database, TableInput: this.#table(deed.product, deed.data) });
        return;
      case 'register again':
        await this.#steward('glue', 'UpdateTable', { DatabaseName: deed.product.database, TableInput: this.#table(deed.product, deed.data) });
        return;
      case 'share':
        await this.#steward('lakeformation', 'BatchGrantPermissions', { Entries: sharesOf(deed.database) });
        return;
      case 'revoke':
        await this.#steward('lakeformation', 'BatchRevokePermissions', { Entries: sharesOf(deed.database) });
        return;
      case 'delete table':
        await this.#steward('glue', 'DeleteTable', { DatabaseName: deed.product.database, Name: deed.product.table });
        return;
      case 'delete database':
        await this.#steward('glue', 'DeleteDatabase', { Name: deed.database });
        return;
      case 'edit mesh.yml':
        await this.#deploy(deed.mesh);
        return;
      case 'take a link name':
        await this.#platform('glue', 'CreateDatabase', {
          DatabaseInput: {
            Name: deed.link,
            ...(deed.how === 'link elsewhere' && { TargetDatabase: { CatalogId: accounts.central, DatabaseName: 'elsewhere', Region: this.#cloud.region } }),
          },
        });
        return;
      case 'start a run by hand':
        await this.#platform('sagemaker', 'StartPipelineExecution', {
          PipelineName: deed.pipeline,
          ClientRequestToken: `by-hand-${String((this.#serial += 1)).padStart(32, '0')}`,
          PipelineExecutionDescription: 'started by hand',
          PipelineParameters: byHand,
        });
        return;
      case 'reconcile':
        await this.#reconcile();
        return;
      case 'register elsewhere':
        await this.#ensureDatabase('elsewhere');
        await this.#steward('glue', 'CreateTable', {
          DatabaseName: 'elsewhere',
          TableInput: this.#table({ database: 'elsewhere', table: `t${(this.#serial += 1)}` }, deed.data),
        });
    }
  }

  async #ensureDatabase(database: string): Promise<void> {
    if (this.#cloud.glue.database(accounts.central, database) !== undefined) return;
    await this.#steward('glue', 'CreateDatabase', { DatabaseInput: { Name: database } });
    const tag = tags.find((each) => each.database.test(database));
    if (tag === undefined) return;
    await this.#steward('lakeformation', 'AddLFTagsToResource', {
      Resource: { Database: { Name: database } },
      LFTags: [{ TagKey: 'domain', TagValues: [tag.value] }],
    });
  }

  #table({ database, table }: Product, data: DataVersion): object {
    return {
      Name: table,
      TableType: 'EXTERNAL_TABLE',
      Parameters: { classification: 'parquet' },
      StorageDescriptor: {
        Columns: columns.map((column) => ({ ...column })),
        Location: locationOf(database, table, data, (this.#serial += 1)),
        InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    };
  }

  async #steward(service: string, operation: string, input: object): Promise<void> {
    await this.#as(personIn(this.#cloud, accounts.central, 'data-steward'), service, operation, input);
  }

  async #platform(service: string, operation: string, input: object): Promise<void> {
    await this.#as(personIn(this.#cloud, accounts.consumer, 'platform-admin'), service, operation, input);
  }

  async #as(caller: Caller, service: string, operation: string, input: object): Promise<void> {
    await carryOut(this.#cloud, caller, service, operation, input);
  }
}

/** What a pipeline of the project asks for, in the words of somebody who tries it out. */
const byHand = [
  'LinkDatabase', 'Table', 'ChangeId', 'Product', 'ProfileStatisticsUri', 'ProfileConstraintsUri', 'ProfileDigest', 'Verdict', 'Reason', 'Bucket',
  'ModelPackageGroupName',
].map((Name) => ({ Name, Value: Name === 'ModelPackageGroupName' ? 'trials' : 'by-hand' }));

/** With the consumer's account: by LF-Tags where the database has one, else by name. */
function sharesOf(database: string): object[] {
  const Principal = { DataLakePrincipalIdentifier: accounts.consumer };
  const tag = tags.find((each) => each.database.test(database));
  const grant = (Resource: object, Permissions: readonly string[]) => ({ Id: Permissions.join(), Principal, Resource, Permissions, PermissionsWithGrantOption: Permissions });
  if (tag === undefined) {
    return [
      grant({ Database: { Name: database } }, ['DESCRIBE']),
      grant({ Table: { DatabaseName: database, TableWildcard: {} } }, ['SELECT', 'DESCRIBE']),
    ];
  }
  const Expression = [{ TagKey: 'domain', TagValues: [tag.value] }];
  const policy = (ResourceType: string) => ({ LFTagPolicy: { CatalogId: accounts.central, ResourceType, Expression } });
  return [grant(policy('DATABASE'), ['DESCRIBE']), grant(policy('TABLE'), ['SELECT', 'DESCRIBE'])];
}

