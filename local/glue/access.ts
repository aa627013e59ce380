import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { insufficient, notFound } from './errors.ts';
import { databaseTarget, fold, type Catalogs, type DatabaseRecord, type TableRecord } from './state.ts';

export interface FoundDatabase {
  readonly catalogId: string;
  readonly record: DatabaseRecord;
  /** Whether it was reached through a resource link. */
  readonly linked: boolean;
}

export interface FoundTable extends FoundDatabase {
  readonly table: TableRecord;
}

/**
 * Finds what a caller names, where the caller may know of it. What is missing and what is forbidden get the same answer,
 * except for callers that see all there is.
 */
export class Access {
  readonly #cloud: Cloud;
  readonly #catalogs: Catalogs;

  constructor(cloud: Cloud, catalogs: Catalogs) {
    this.#cloud = cloud;
    this.#catalogs = catalogs;
  }

  /** The database itself, be it a link. */
  database(caller: Caller, catalogId: string, name: string, permission: Permission): DatabaseRecord {
    const database = fold(name);
    const record = this.#catalogs.database(catalogId, database);
    const { lakeformation } = this.#cloud;
    if (!record && lakeformation.seesAll(caller, { catalogId })) throw notFound(`Database ${database} not found.`);
    if (!record || !lakeformation.allows(caller, 'DESCRIBE', { catalogId, database })) throw insufficient('DESCRIBE', database);
    if (!lakeformation.allows(caller, permission, { catalogId, database })) throw insufficient(permission, database);
    return record;
  }

  /** The database, or what it links to: a link needs DESCRIBE, its target the permission. */
  target(caller: Caller, catalogId: string, name: string, permission: Permission): FoundDatabase {
    const record = this.#catalogs.database(catalogId, name);
    const link = record && databaseTarget(record, catalogId);
    if (!link) return { catalogId, record: this.database(caller, catalogId, name, permission), linked: false };
    this.database(caller, catalogId, name, 'DESCRIBE');
    return { catalogId: link.catalogId, record: this.database(caller, link.catalogId, link.database, permission), linked: true };
  }

  /** A table of a database or, through a link, of its target. */
  table(caller: Caller, catalogId: string, databaseName: string, name: string, permission: Permission): FoundTable {
    const found = this.target(caller, catalogId, databaseName, 'DESCRIBE');
    return { ...found, table: this.tableIn(caller, found, name, permission) };
  }

  tableIn(caller: Caller, { catalogId, record }: FoundDatabase, name: string, permission: Permission): TableRecord {
    const table = fold(name);
    const found = record.tables.get(table);
    const { lakeformation } = this.#cloud;
    const resource = { catalogId, database: record.name, table };
    if (!found && lakeformation.seesAll(caller, { catalogId, database: record.name })) throw notFound(`Table ${table} not found.`);
    if (!found || !lakeformation.allows(caller, 'DESCRIBE', resource)) throw insufficient('DESCRIBE', table);
    if (!lakeformation.allows(caller, permission, resource)) throw insufficient(permission, table);
    return found;
  }

  /** Whether the caller may do one of these with the table. */
  mayOne(caller: Caller, permissions: readonly Permission[], resource: { catalogId: string; database: string; table: string }): boolean {
    return permissions.some((permission) => this.#cloud.lakeformation.allows(caller, permission, resource));
  }
}
