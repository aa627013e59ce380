import type { DataLakeSettings, Permission, ResourceInfo } from '@aws-sdk/client-lakeformation';
import { addGrant } from './grants.ts';
import { GrantIndex } from './grant-index.ts';
import type { LakeResource } from './resource.ts';

/** What one principal was granted on one resource, in the account where the grant was made. */
export interface Grant {
  readonly principal: string;
  readonly resource: LakeResource;
  readonly permissions: Set<Permission>;
  readonly grantable: Set<Permission>;
  readonly createdAt: number;
  updatedAt: number;
  updatedBy: string;
}

export interface LfTag {
  readonly key: string;
  readonly values: Set<string>;
  /** ARN of who made it, and may attach and grant it. */
  readonly creator: string;
}

export interface OptIn {
  readonly principal: string;
  readonly resource: LakeResource;
  readonly at: number;
  readonly by: string;
}

/** Lake Formation of one account. */
export interface Lake {
  readonly accountId: string;
  settings: DataLakeSettings;
  readonly grants: GrantIndex;
  readonly tags: Map<string, LfTag>;
  /** LF-Tags attached to databases, tables and columns: by the resource's path, then by key. */
  readonly attached: Map<string, Map<string, string>>;
  /** Registered locations by ARN. */
  readonly locations: Map<string, ResourceInfo>;
  readonly optIns: Map<string, OptIn>;
}

export const IAM_ALLOWED_PRINCIPALS = 'IAM_ALLOWED_PRINCIPALS';

/**
 * A new account leaves everything to IAM: IAMAllowedPrincipals may create databases and gets ALL on what is created
 * (Lake Formation developer guide, "Changing the default settings for your data lake").
 */
export function newLake(accountId: string): Lake {
  const everyone = () => [{ Principal: { DataLakePrincipalIdentifier: IAM_ALLOWED_PRINCIPALS }, Permissions: ['ALL' as const] }];
  const lake: Lake = {
    accountId,
    settings: {
      DataLakeAdmins: [],
      ReadOnlyAdmins: [],
      CreateDatabaseDefaultPermissions: everyone(),
      CreateTableDefaultPermissions: everyone(),
      Parameters: { CROSS_ACCOUNT_VERSION: '1', SET_CONTEXT: 'TRUE' },
      TrustedResourceOwners: [],
      AllowExternalDataFiltering: false,
      ExternalDataFilteringAllowList: [],
    },
    grants: new GrantIndex(),
    tags: new Map(),
    attached: new Map(),
    locations: new Map(),
    optIns: new Map(),
  };
  const catalog = { kind: 'catalog' as const, catalogId: accountId };
  addGrant(lake, { principal: IAM_ALLOWED_PRINCIPALS, resource: catalog, permissions: ['CREATE_DATABASE'], grantable: [] }, 0, accountId);
  return lake;
}

export class Lakes {
  readonly #lakes = new Map<string, Lake>();

  of(accountId: string): Lake {
    const known = this.#lakes.get(accountId);
    if (known) return known;
    const lake = newLake(accountId);
    this.#lakes.set(accountId, lake);
    return lake;
  }

  all(): Iterable<Lake> {
    return this.#lakes.values();
  }
}
