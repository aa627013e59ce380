import type { Permission } from '@aws-sdk/client-lakeformation';
import type { Cloud } from '../core/cloud.ts';
import type { CatalogName } from '../core/governance.ts';
import type { Caller } from '../core/service.ts';
import { both, heldOnDatabase, heldOnTable, intersect, union, type Held, type TableShape } from './held.ts';
import { isHybrid, isOptedIn } from './opt-ins.ts';
import type { Place } from './grant-index.ts';
import { everyoneIn, isAdministrator, principalOf, seesByOffice } from './principals.ts';
import { ALL_TABLES } from './resource.ts';
import type { Sharing } from './sharing.ts';
import { IAM_ALLOWED_PRINCIPALS, type Grant, type Lake, type Lakes } from './state.ts';

const NOTHING: Held = { permissions: new Set(), columns: new Set() };
const ON_DATABASE: readonly Permission[] = ['ALL', 'CREATE_TABLE', 'ALTER', 'DROP', 'DESCRIBE'];
const ON_TABLE: readonly Permission[] = ['ALL', 'SELECT', 'INSERT', 'DELETE', 'ALTER', 'DROP', 'DESCRIBE'];

/** Who may do what: grants, LF-Tags, shares, and what administrators and creators may without any grant. */
export class Rights {
  readonly #cloud: Cloud;
  readonly #lakes: Lakes;
  readonly #sharing: Sharing;

  constructor(cloud: Cloud, lakes: Lakes, sharing: Sharing) {
    this.#cloud = cloud;
    this.#lakes = lakes;
    this.#sharing = sharing;
  }

  onCatalog(caller: Caller, catalogId: string): Set<Permission> {
    const held = new Set<Permission>();
    if (caller.accountId !== catalogId) return held;
    // Administrators create databases and LF-Tags without a grant (developer guide, "Implicit Lake Formation permissions").
    if (isAdministrator(this.#lakes.of(catalogId), caller))
      for (const permission of ['CREATE_DATABASE', 'CREATE_LF_TAG', 'DESCRIBE'] as const) held.add(permission);
    for (const grant of this.#own(caller, { catalogId })) {
      if (grant.resource.kind === 'catalog') for (const permission of grant.permissions) held.add(permission);
    }
    return held;
  }

  onDatabase(caller: Caller, catalogId: string, database: string): Set<Permission> {
    const facts = this.#cloud.glue.database(catalogId, database);
    if (!facts) return new Set();
    const owner = this.#lakes.of(catalogId);
    // A link holds no tables of its own that would reveal it.
    const tables = facts.link ? [] : this.#cloud.glue.tables(catalogId, database);
    const held = (grants: Iterable<Grant>) => heldOnDatabase(owner, grants, database, tables);
    if (caller.accountId === catalogId) {
      const rights = held(this.#own(caller, { catalogId, database }));
      if (this.#seesByOffice(caller)) rights.add('DESCRIBE');
      if (facts.creator === principalOf(caller)) for (const permission of ON_DATABASE) rights.add(permission);
      // A table's creator sees the database that it is in.
      if (!rights.has('DESCRIBE') && tables.some((table) => this.#cloud.glue.table(catalogId, database, table)?.creator === principalOf(caller)))
        rights.add('DESCRIBE');
      return rights;
    }
    const shared = held(this.#sharedWith(caller.accountId, { catalogId, database }));
    const direct = held(this.#sharedWith(principalOf(caller), { catalogId, database }));
    const rights = new Set([...both(held(this.#own(caller, { catalogId, database })), shared), ...direct]);
    if (shared.size > 0 && this.#seesByOffice(caller)) rights.add('DESCRIBE');
    return rights;
  }

  onTable(caller: Caller, catalogId: string, database: string, table: string): Held {
    const facts = this.#cloud.glue.table(catalogId, database, table);
    if (!facts) return NOTHING;
    const shape = this.#shape(catalogId, database, table);
    const own = this.#held(caller.accountId, catalogId, this.#own(caller, { catalogId, database }), shape);
    if (caller.accountId === catalogId) {
      const rights: Held = { permissions: new Set(own.permissions), columns: new Set(own.columns) };
      if (this.#seesByOffice(caller)) rights.permissions.add('DESCRIBE');
      return facts.creator === principalOf(caller) ? union(rights, everything(shape)) : rights;
    }
    const shared = this.sharedTable(caller.accountId, catalogId, shape);
    const direct = this.#held(caller.accountId, catalogId, this.#sharedWith(principalOf(caller), { catalogId, database }), shape);
    const rights = union(intersect(own, shared), direct);
    if (shared.permissions.size > 0 && this.#seesByOffice(caller)) rights.permissions.add('DESCRIBE');
    return rights;
  }

  /** What another account's catalog shares with a whole account. */
  sharedTable(accountId: string, catalogId: string, shape: TableShape): Held {
    return heldOnTable(this.#lakes.of(catalogId), this.#sharedWith(accountId, { catalogId, database: shape.database }), shape);
  }

  /** Grants of an owner to a principal of another account, or to that account, that have arrived. */
  sharedWith(principal: string, place: Place): readonly Grant[] {
    return this.#sharedWith(principal, place);
  }

  /** Grants to the caller, made in the caller's account. */
  ownGrants(caller: Caller, place: Place): readonly Grant[] {
    return this.#own(caller, place);
  }

  seesAll(caller: Caller, { catalogId, database }: CatalogName): boolean {
    if (caller.accountId !== catalogId) return false;
    if (this.#seesByOffice(caller)) return true;
    // Where everything new is left to IAM, Lake Formation hides nothing.
    if (database === undefined) return leavesToIam(this.#lakes.of(catalogId));
    return this.#own(caller, { catalogId, database }).some(
      ({ principal, resource }) =>
        (principal === IAM_ALLOWED_PRINCIPALS && resource.kind === 'database' && resource.database === database) ||
        (resource.kind === 'table' && resource.table === ALL_TABLES && resource.database === database),
    );
  }

  shape(catalogId: string, database: string, table: string): TableShape {
    return this.#shape(catalogId, database, table);
  }

  #seesByOffice(caller: Caller): boolean {
    return seesByOffice(this.#lakes.of(caller.accountId), caller);
  }

  #own(caller: Caller, place: Place): Grant[] {
    const [own, everyone] = [principalOf(caller), everyoneIn(caller.accountId)];
    const reaching = this.#lakes.of(caller.accountId).grants.reaching(place);
    return reaching.filter(({ principal }) => principal === own || principal === everyone || principal === IAM_ALLOWED_PRINCIPALS);
  }

  #sharedWith(principal: string, place: Place): Grant[] {
    const { grants } = this.#lakes.of(place.catalogId);
    return grants.reaching(place).filter((grant) => grant.principal === principal && this.#sharing.isLive(place.catalogId, grant));
  }

  /** In hybrid access mode a grant counts only for principals that opted in (developer guide, "Hybrid access mode"). */
  #held(accountId: string, catalogId: string, grants: readonly Grant[], shape: TableShape): Held {
    const owner = this.#lakes.of(catalogId);
    const location = this.#cloud.glue.table(catalogId, shape.database, shape.table)?.location ?? '';
    const counted = isHybrid(owner, location)
      ? grants.filter(
          ({ principal }) => principal === IAM_ALLOWED_PRINCIPALS || isOptedIn(this.#lakes.of(accountId), owner, principal, shape),
        )
      : grants;
    return heldOnTable(owner, counted, shape);
  }

  #shape(catalogId: string, database: string, table: string): TableShape {
    return { database, table, columns: this.#cloud.glue.table(catalogId, database, table)?.columns ?? [] };
  }
}

function leavesToIam({ settings }: Lake): boolean {
  return (settings.CreateDatabaseDefaultPermissions ?? []).some(
    ({ Principal }) => Principal?.DataLakePrincipalIdentifier === IAM_ALLOWED_PRINCIPALS,
  );
}

function everything(shape: TableShape): Held {
  return { permissions: new Set(ON_TABLE), columns: new Set(shape.columns) };
}
