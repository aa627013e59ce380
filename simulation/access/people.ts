import { build } from '../../events/mesh/event.ts';
import { dataProductChanged } from '../../events/mesh/data-product-changed.ts';
import { reconcileRequested } from '../../events/mesh/reconcile-requested.ts';
import type { AccessState, OwnDatabase } from '../../shared/access/state.ts';
import { toLakeFormation } from '../../shared/aws/lake-formation-resource.ts';
import type { Grant } from '../../shared/catalog/grant-plan.ts';
import { receiptsKey, tagReceiptsKey } from '../../shared/catalog/keys.ts';
import { withReceipts } from '../../shared/catalog/receipt.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { accounts, ownBucket, region } from '../places.ts';
import type { Deed } from './story.ts';
import type { World } from './world.ts';

/** The people of both catalogs and of the consumer. They never meet troubles. */
export class People {
  readonly #world: World;
  readonly #deploy: (mesh: Mesh) => void;

  constructor(world: World, deploy: (mesh: Mesh) => void) {
    this.#world = world;
    this.#deploy = deploy;
  }

  /** Brings about what was drawn, as far as AWS lets it be. */
  async make({ shared, databases, grants, receipts }: AccessState): Promise<void> {
    for (const { catalogId, database, tables } of shared) {
      await this.#share(catalogId, database);
      for (const table of tables) await this.#makeTable(catalogId, database, table);
    }
    // What is shared is seen a while later.
    await this.#world.clock.run({ until: this.#world.clock.now() + 60_000 });
    for (const database of databases) await this.#makeOwn(database);
    for (const grant of grants) await this.#grant(grant);
    for (const [Key, those] of Map.groupBy(receipts, ({ resource }) => (resource.kind === 'tagged' ? tagReceiptsKey : receiptsKey(resource)))) {
      await this.#world.byAdmin('s3', 'PutObject', { Bucket: ownBucket, Key, Body: Buffer.from(JSON.stringify({ receipts: withReceipts([], those) })) });
    }
  }

  async do(deed: Deed): Promise<void> {
    switch (deed.kind) {
      case 'share':
        await this.#share(deed.catalogId, deed.database);
        break;
      case 'unshare':
        for (const { Resource, Permissions } of sharedAs(deed.database)) await this.#world.inCatalog(deed.catalogId, 'lakeformation', 'RevokePermissions', grantTo(Resource, Permissions));
        break;
      case 'make table':
        await this.#makeTable(deed.catalogId, deed.database, deed.table);
        break;
      case 'drop table':
        await this.#world.inCatalog(deed.catalogId, 'glue', 'DeleteTable', { DatabaseName: deed.database, Name: deed.table });
        break;
      case 'edit mesh.yml':
        this.#deploy(deed.mesh);
        return;
      case 'reconcile':
        await this.reconcile([]);
        return;
    }
    await this.#tell(deed.catalogId, deed.database);
  }

  async reconcile(accept: readonly string[]): Promise<void> {
    await this.#world.put(build(reconcileRequested, { data: { reason: 'person', accept: [...accept] } }));
  }

  async #tell(catalogId: string, database: string): Promise<void> {
    const occurredAt = new Date(this.#world.clock.now()).toISOString();
    const metadata = { product: { catalogId, database }, changeId: `${database}-${this.#world.clock.now()}`, causationId: 'somebody', occurredAt, schemaVersion: 1 as const };
    await this.#world.put(build(dataProductChanged, { metadata, data: { change: 'somebody', settlesAt: occurredAt } }));
  }

  async #share(catalogId: string, Name: string): Promise<void> {
    await this.#world.inCatalog(catalogId, 'glue', 'CreateDatabase', { DatabaseInput: { Name } });
    for (const { Resource, Permissions } of sharedAs(Name)) await this.#world.inCatalog(catalogId, 'lakeformation', 'GrantPermissions', grantTo(Resource, Permissions));
  }

  async #makeTable(catalogId: string, DatabaseName: string, Name: string): Promise<void> {
    await this.#world.inCatalog(catalogId, 'glue', 'CreateTable', { DatabaseName, TableInput: { Name } });
  }

  async #makeOwn({ name: Name, target, ours, tables = [] }: OwnDatabase): Promise<void> {
    const TargetDatabase = target && { CatalogId: target.catalogId, DatabaseName: target.database, Region: region };
    await this.#world.byAdmin('glue', 'CreateDatabase', { DatabaseInput: { Name, ...(TargetDatabase && { TargetDatabase }) }, ...(ours === true && { Tags: { meshloop: 'dev' } }) });
    for (const table of tables) {
      const of = table.target && { CatalogId: table.target.catalogId, DatabaseName: table.target.database, Name: table.target.table, Region: region };
      await this.#world.byAdmin('glue', 'CreateTable', { DatabaseName: Name, TableInput: { Name: table.name, ...(of && { TargetTable: of }) } });
    }
  }

  async #grant({ principal, resource, permissions }: Grant): Promise<void> {
    const about = { Principal: { DataLakePrincipalIdentifier: principal }, Resource: toLakeFormation(resource) };
    for (const permission of permissions) {
      if (permission === 'OPT_IN') await this.#world.byAdmin('lakeformation', 'CreateLakeFormationOptIn', about);
      else await this.#world.byAdmin('lakeformation', 'GrantPermissions', { ...about, Permissions: [permission] });
    }
  }
}

function sharedAs(Name: string): readonly { readonly Resource: object; readonly Permissions: readonly string[] }[] {
  return [
    { Resource: { Database: { Name } }, Permissions: ['DESCRIBE'] },
    { Resource: { Table: { DatabaseName: Name, TableWildcard: {} } }, Permissions: ['SELECT', 'DESCRIBE'] },
  ];
}

function grantTo(Resource: object, Permissions: readonly string[]): object {
  return { Principal: { DataLakePrincipalIdentifier: accounts.consumer }, Resource, Permissions, PermissionsWithGrantOption: Permissions };
}
