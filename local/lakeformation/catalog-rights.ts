import type { Permission, PrincipalPermissions } from '@aws-sdk/client-lakeformation';
import type { CatalogName, CatalogRights } from '../core/governance.ts';
import type { Caller } from '../core/service.ts';
import { forgetTags } from './attached-tags.ts';
import { addGrant } from './grants.ts';
import { locationArn, registeredLocation } from './locations.ts';
import { isAdministrator, isExternal, principalAccount, principalOf, seesByOffice } from './principals.ts';
import type { LakeResource } from './resource.ts';
import type { LakeRoom } from './room.ts';

/** What the Data Catalog asks of Lake Formation. */
export class LakeFormationRights implements CatalogRights {
  readonly #room: LakeRoom;

  constructor(room: LakeRoom) {
    this.#room = room;
  }

  delayVisibility(delay: number): () => void {
    return this.#room.sharing.delayMore(delay);
  }

  allows(caller: Caller, permission: Permission, { catalogId, database, table }: CatalogName): boolean {
    const { rights } = this.#room;
    if (database === undefined) return rights.onCatalog(caller, catalogId).has(permission);
    if (table === undefined) return rights.onDatabase(caller, catalogId, database).has(permission);
    return rights.onTable(caller, catalogId, database, table).permissions.has(permission);
  }

  seesAll(caller: Caller, resource: CatalogName): boolean {
    return this.#room.rights.seesAll(caller, resource);
  }

  visibleColumns(caller: Caller, { catalogId, database, table }: Required<CatalogName>): readonly string[] {
    const { rights, lakes, cloud } = this.#room;
    const { columns } = rights.shape(catalogId, database, table);
    const lake = lakes.of(caller.accountId);
    if (seesByOffice(lake, caller)) return columns;
    if (cloud.glue.table(catalogId, database, table)?.creator === principalOf(caller)) return columns;
    const selectable = rights.onTable(caller, catalogId, database, table).columns;
    return selectable.size === 0 ? columns : columns.filter((column) => selectable.has(column));
  }

  sharingAccounts(caller: Caller): readonly string[] {
    const { lakes, sharing } = this.#room;
    const reaches = (principal: string) => principal === caller.accountId || principal === principalOf(caller);
    return [...lakes.all()]
      .filter(({ accountId }) => accountId !== caller.accountId)
      .filter(({ accountId, grants }) => grants.all().some((grant) => reaches(grant.principal) && sharing.isLive(accountId, grant)))
      .map(({ accountId }) => accountId);
  }

  isRegistered(catalogId: string, location: string): boolean {
    return registeredLocation(this.#room.lakes.of(catalogId), location) !== undefined;
  }

  mayUseLocation(caller: Caller, catalogId: string, location: string): boolean {
    const { lakes, rights } = this.#room;
    const registered = registeredLocation(lakes.of(catalogId), location)?.ResourceArn;
    if (registered === undefined || isAdministrator(lakes.of(catalogId), caller)) return true;
    const grants = catalogId === caller.accountId ? rights.ownGrants(caller, { catalogId }) : rights.sharedWith(caller.accountId, { catalogId });
    const arn = locationArn(location);
    return grants.some(
      ({ resource }) => resource.kind === 'location' && (arn === resource.arn || arn.startsWith(`${resource.arn.replace(/\/$/, '')}/`)),
    );
  }

  defaults(accountId: string): { database: readonly PrincipalPermissions[]; table: readonly PrincipalPermissions[] } {
    const { settings } = this.#room.lakes.of(accountId);
    return { database: settings.CreateDatabaseDefaultPermissions ?? [], table: settings.CreateTableDefaultPermissions ?? [] };
  }

  created({ catalogId, database, table }: CatalogName, permissions: readonly PrincipalPermissions[]): void {
    if (database === undefined) return;
    const resource: LakeResource =
      table === undefined ? { kind: 'database', catalogId, database } : { kind: 'table', catalogId, database, table };
    for (const { Principal, Permissions } of permissions) {
      const principal = Principal?.DataLakePrincipalIdentifier ?? '';
      addGrant(
        this.#room.lakes.of(catalogId),
        { principal, resource, permissions: Permissions ?? [], grantable: [] },
        this.#room.cloud.clock.now(),
        catalogId,
      );
    }
  }

  /** What was granted on it and attached to it goes with it; grants that another account made on it stay there, without effect. */
  dropped({ catalogId, database, table }: CatalogName): void {
    if (database === undefined) return;
    const lake = this.#room.lakes.of(catalogId);
    for (const grant of lake.grants.at({ catalogId, database })) {
      const { principal, resource } = grant;
      if (table !== undefined && (!('table' in resource) || resource.table !== table)) continue;
      lake.grants.delete(grant);
      if (isExternal(principal, catalogId) && principalAccount(principal) !== undefined)
        this.#room.sharing.close(catalogId, principal, resource);
    }
    forgetTags(lake, [database, table]);
  }
}
