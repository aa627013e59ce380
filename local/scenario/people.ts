import { readFile } from 'node:fs/promises';
import { GlueClient, CreateDatabaseCommand, CreateTableCommand, UpdateTableCommand, type TableInput } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { AddLFTagsToResourceCommand, GrantPermissionsCommand, LakeFormationClient, RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Cloud } from '../core/cloud.ts';
import { clientConfig, type Credentials } from '../core/clients.ts';
import { productBucket, type MeshNames } from './bootstrap.ts';
import type { ProductFile } from './product-file.ts';
import type { AccountName } from './accounts.ts';
import type { Step } from './steps.ts';

/** The people of the mesh: they hold an administrator's or a role's credentials and send what a person would. */
export class People {
  readonly #cloud: Cloud;
  readonly #names: MeshNames;

  constructor(cloud: Cloud, names: MeshNames) {
    this.#cloud = cloud;
    this.#names = names;
  }

  async carryOut(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      const config = clientConfig(this.#cloud, await this.#credentials(step));
      const client = { glue: GlueClient, iam: IAMClient, lakeformation: LakeFormationClient, s3: S3Client }[step.client];
      await send(new client(config), step);
    }
  }

  /** The product is registered in the central catalog and shared with the consumer by its tags. */
  async register(file: ProductFile): Promise<void> {
    const { database, tag } = this.#names;
    const location = await this.#upload(file, 1);
    await this.carryOut([
      this.#byStewards('the product’s database', 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: database } })),
      this.#byStewards('tagged, so that its tables inherit the tag', 'lakeformation', new AddLFTagsToResourceCommand({
        Resource: { Database: { Name: database } },
        LFTags: [{ TagKey: tag.key, TagValues: [tag.values[0] ?? ''] }],
      })),
    ]);
    await this.share();
    await this.carryOut([this.#byStewards('the product’s table', 'glue', new CreateTableCommand({ DatabaseName: database, TableInput: this.#table(file, location) }))]);
  }

  /** Central shares what has the tag with the consumer. */
  async share(): Promise<void> {
    await this.carryOut([
      this.#byStewards('shared with the consumer: databases with the tag', 'lakeformation', new GrantPermissionsCommand(this.#share('DATABASE', ['DESCRIBE']))),
      this.#byStewards('shared with the consumer: tables with the tag', 'lakeformation', new GrantPermissionsCommand(this.#share('TABLE', ['SELECT', 'DESCRIBE']))),
    ]);
  }

  /** Central shares it no longer. */
  async unshare(): Promise<void> {
    await this.carryOut([
      this.#byStewards('tables with the tag are shared no longer', 'lakeformation', new RevokePermissionsCommand(this.#share('TABLE', ['SELECT', 'DESCRIBE']))),
      this.#byStewards('nor databases', 'lakeformation', new RevokePermissionsCommand(this.#share('DATABASE', ['DESCRIBE']))),
    ]);
  }

  #share(ResourceType: 'DATABASE' | 'TABLE', Permissions: ('DESCRIBE' | 'SELECT')[]) {
    const { tag, accounts } = this.#names;
    return {
      Principal: { DataLakePrincipalIdentifier: accounts.consumer },
      Resource: { LFTagPolicy: { CatalogId: accounts.central, ResourceType, Expression: [{ TagKey: tag.key, TagValues: [...tag.values] }] } },
      Permissions,
      PermissionsWithGrantOption: Permissions,
    };
  }

  /** The product is registered again, with new data at a new location. */
  async reRegister(file: ProductFile, version: number): Promise<void> {
    const location = await this.#upload(file, version);
    await this.carryOut([
      this.#byStewards('the product is registered again', 'glue', new UpdateTableCommand({
        DatabaseName: this.#names.database,
        TableInput: this.#table(file, location),
      })),
    ]);
  }

  async #upload(file: ProductFile, version: number): Promise<string> {
    const { database, table, accounts } = this.#names;
    const prefix = `${database}/${table}/v${version}/`;
    const client = new S3Client(clientConfig(this.#cloud, accounts.producer));
    const Body = await this.#cloud.clock.outside(readFile(file.path));
    await client.send(new PutObjectCommand({ Bucket: productBucket(this.#names), Key: `${prefix}part-0.parquet`, Body }));
    return `s3://${productBucket(this.#names)}/${prefix}`;
  }

  #table(file: ProductFile, Location: string): TableInput {
    return {
      Name: this.#names.table,
      TableType: 'EXTERNAL_TABLE',
      Parameters: { classification: 'parquet' },
      StorageDescriptor: {
        Columns: [...file.columns],
        Location,
        InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    };
  }

  #byStewards(why: string, client: Step['client'], command: Step['command']): Step {
    return { account: 'central', as: 'data-steward', why, client, command };
  }

  async #credentials(step: Step): Promise<string | Credentials> {
    const account = this.#names.accounts[step.account];
    return step.as ? await this.session(step.account, step.as) : account;
  }

  /** Credentials of a role that a person works in. */
  async session(accountName: AccountName, role: string): Promise<Credentials> {
    const account = this.#names.accounts[accountName];
    const sts = new STSClient(clientConfig(this.#cloud, account));
    const { Credentials: session } = await sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${role}`, RoleSessionName: role }),
    );
    if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken) throw new Error(`No session for ${role} in ${account}.`);
    return { accessKeyId: session.AccessKeyId, secretAccessKey: session.SecretAccessKey, sessionToken: session.SessionToken };
  }
}

/** The clients of different services have different command types; a step is typed where it is written. */
async function send(client: { send: (command: never) => Promise<unknown> }, step: Step): Promise<void> {
  await client.send(step.command as never);
}
