import type { Permission, PrincipalPermissions } from '@aws-sdk/client-lakeformation';
import type { Caller } from './service.ts';

/** A catalog, a database in it, or a table in that; names in lower case, as the Data Catalog keeps them. */
export interface CatalogName {
  /** Account that owns the catalog. */
  readonly catalogId: string;
  readonly database?: string;
  readonly table?: string;
}

/** What Lake Formation asks of the Data Catalog. */
export interface CatalogMetadata {
  /** Undefined when there is none. */
  database(catalogId: string, name: string): DatabaseFacts | undefined;
  table(catalogId: string, database: string, name: string): TableFacts | undefined;
  databases(catalogId: string): readonly string[];
  tables(catalogId: string, database: string): readonly string[];
}

export interface DatabaseFacts {
  /** ARN of the role (or of the account's administrator) that created it. */
  readonly creator: string;
  /** Where a resource link points, which may not exist. */
  readonly link?: { readonly catalogId: string; readonly database: string };
}

export interface TableFacts {
  readonly creator: string;
  /** Partition keys included. */
  readonly columns: readonly string[];
  readonly location: string;
  readonly link?: { readonly catalogId: string; readonly database: string; readonly table: string };
}

/** What the Data Catalog asks of Lake Formation: who may see and do what. */
export interface CatalogRights {
  /** From now on, what an account grants is seen in another account so many milliseconds later than usual. The answer ends it. */
  delayVisibility(delay: number): () => void;
  allows(caller: Caller, permission: Permission, resource: CatalogName): boolean;
  /** Whether the caller sees all that is in the catalog or database, so that "not found" tells nothing new. */
  seesAll(caller: Caller, resource: CatalogName): boolean;
  /** Columns of a table that the caller sees; SELECT on some columns hides the others. */
  visibleColumns(caller: Caller, table: Required<CatalogName>): readonly string[];
  /** Accounts that share something with the caller's account or with the caller. */
  sharingAccounts(caller: Caller): readonly string[];
  isRegistered(catalogId: string, location: string): boolean;
  /** Whether the caller may make a table over an `s3://` location: one that is not registered, or by DATA_LOCATION_ACCESS. */
  mayUseLocation(caller: Caller, catalogId: string, location: string): boolean;
  /** The account's default permissions for what is created in its catalog. */
  defaults(accountId: string): { readonly database: readonly PrincipalPermissions[]; readonly table: readonly PrincipalPermissions[] };
  created(resource: CatalogName, permissions: readonly PrincipalPermissions[]): void;
  dropped(resource: CatalogName): void;
}

/** What Lake Formation asks of RAM. */
export interface Ram {
  /** Adds resources to the share of this kind between owner and principal, and makes the share where there is none. */
  share(request: ShareRequest): void;
  /** Takes resources out of the share; an empty share is deleted. */
  unshare(request: ShareRequest): void;
  /** Cloud time since which the resource is shared; undefined while it is not (yet, or any more). */
  sharedSince(request: { owner: string; principal: string; kind: string; resource: string }): number | undefined;
  /** ARNs of the share between the two, for the details of a grant. */
  shareArns(owner: string, principal: string, kind: string): readonly string[];
}

export interface ShareRequest {
  readonly owner: string;
  /** An account id or an ARN of IAM or Organizations. */
  readonly principal: string;
  /** Lake Formation keeps shares of databases, of tables and of LF-Tags apart. */
  readonly kind: string;
  readonly name: string;
  readonly resources: readonly string[];
}
