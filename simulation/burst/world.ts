import { createCloud, type LocalCloud } from '../../local/cloud.ts';
import { deployStack, type Template } from '../../local/cloudformation/index.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { stepsAfterDeployment, stepsBeforeDeployment, type MeshNames } from '../../local/scenario/bootstrap.ts';
import { People } from '../../local/scenario/people.ts';
import { meshArns } from '../../scripts/build/mesh-arns.ts';
import { meshResources } from '../../scripts/build/mesh-resources.ts';
import { root } from '../../scripts/build/paths.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { columns, locationOf } from '../data.ts';
import { carryOut, personIn } from '../direct.ts';
import { countingEngine } from '../engine.ts';
import { accounts, region, start } from '../places.ts';
import { SharedCode } from '../shared-code.ts';
import { packagedStacks } from '../stacks.ts';
import { quiet } from '../world.ts';
import { burstMesh, burstProducts, coveringMesh, tagOf, type BurstProduct } from './mesh.ts';

/** The whole loop as it is deployed, with thousands of products that were registered and shared before. */
export class BurstWorld {
  readonly clock = new VirtualClock(start);
  readonly cloud: LocalCloud;
  readonly products: readonly BurstProduct[];
  readonly #times = new Map<string, number>();
  #serial = 0;

  private constructor(code: SharedCode, products: readonly BurstProduct[], activeQueries?: number) {
    this.products = products;
    const { central, consumer, producer } = accounts;
    this.cloud = createCloud({
      clock: this.clock, dice: new SeededDice('burst'), region, organization: [central, consumer, producer],
      athena: { engine: countingEngine(() => false), ...(activeQueries !== undefined && { activeQueries }) }, lambda: { bundles: code },
    });
  }

  /** @param folder what `bundleFunctions` wrote */
  static async open(folder: string, count: number, activeQueries?: number): Promise<BurstWorld> {
    const world = new BurstWorld(new SharedCode(folder), burstProducts(count), activeQueries);
    await world.#setUp(burstMesh(count));
    return world;
  }

  async #setUp(mesh: Mesh): Promise<void> {
    const databases = [...new Set(this.products.map(({ database }) => database))];
    const names: MeshNames = {
      accounts, region, stage: 'dev', database: 'area_000', table: 'none', tag: { key: 'domain', values: databases.map(tagOf) }, readers: [],
    };
    const people = new People(this.cloud, names);
    await people.carryOut(stepsBeforeDeployment(names));
    const covering = coveringMesh();
    const withoutModels = { ...mesh, subscriptions: mesh.subscriptions.map((subscription) => ({ ...subscription, models: [] })) };
    const stacks = await packagedStacks({ name: `burst-${databases.length}`, mesh: covering, arns: meshArns(covering), resources: meshResources(withoutModels, new Map(), () => 'none') });
    const stack = { codeRoot: root, mesh };
    const deploy = async (account: 'consumer' | 'central', stackName: string, template: Template, person: string) =>
      deployStack(this.cloud, { ...stack, accountId: accounts[account], stackName, template, deployer: await people.session(account, person) });
    await deploy('consumer', 'meshloop-dev', quiet(stacks.consumer), 'platform-admin');
    await people.carryOut(stepsAfterDeployment(names));
    for (const { table } of this.products) {
      await carryOut(this.cloud, personIn(this.cloud, accounts.consumer, 'platform-admin'), 'sagemaker', 'CreateModelPackageGroup', { ModelPackageGroupName: `area-${table}` });
    }
    for (const database of databases) await this.#register(database);
    // What was registered before the central stack told of it is there, and nobody was told.
    await deploy('central', 'meshloop-central-dev', stacks.central, 'data-steward');
    await this.clock.settle();
  }

  async #register(database: string): Promise<void> {
    await this.#steward('glue', 'CreateDatabase', { DatabaseInput: { Name: database } });
    const Expression = [{ TagKey: 'domain', TagValues: [tagOf(database)] }];
    await this.#steward('lakeformation', 'AddLFTagsToResource', { Resource: { Database: { Name: database } }, LFTags: Expression });
    for (const product of this.products.filter((each) => each.database === database)) await this.#steward('glue', 'CreateTable', this.#table(product));
    const grant = (ResourceType: string, Permissions: readonly string[]) => ({
      Id: ResourceType, Principal: { DataLakePrincipalIdentifier: accounts.consumer },
      Resource: { LFTagPolicy: { CatalogId: accounts.central, ResourceType, Expression } }, Permissions, PermissionsWithGrantOption: Permissions,
    });
    await this.#steward('lakeformation', 'BatchGrantPermissions', { Entries: [grant('DATABASE', ['DESCRIBE']), grant('TABLE', ['SELECT', 'DESCRIBE'])] });
  }

  /** The producer registers the product anew, with new data. */
  async change(product: BurstProduct): Promise<void> {
    await this.#steward('glue', 'UpdateTable', this.#table(product));
  }

  #table({ database, table }: BurstProduct): object {
    // Every version has counts of its own: equal ones would need no profile of their own.
    const noise = (this.#times.get(table) ?? 0) + 1;
    this.#times.set(table, noise);
    return {
      DatabaseName: database,
      TableInput: {
        Name: table,
        TableType: 'EXTERNAL_TABLE',
        Parameters: { classification: 'parquet' },
        StorageDescriptor: {
          Columns: columns.map((column) => ({ ...column })),
          Location: locationOf(database, table, { mix: 0, noise }, (this.#serial += 1)),
          InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    };
  }

  async #steward(service: string, operation: string, input: object): Promise<void> {
    await carryOut(this.cloud, personIn(this.cloud, accounts.central, 'data-steward'), service, operation, input);
  }
}
