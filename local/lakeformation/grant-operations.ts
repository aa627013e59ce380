import type {
  BatchGrantPermissionsCommandInput,
  BatchGrantPermissionsCommandOutput,
  BatchPermissionsFailureEntry,
  BatchPermissionsRequestEntry,
  BatchRevokePermissionsCommandInput,
  BatchRevokePermissionsCommandOutput,
  GrantPermissionsCommandInput,
  GrantPermissionsCommandOutput,
  RevokePermissionsCommandInput,
  RevokePermissionsCommandOutput,
} from '@aws-sdk/client-lakeformation';
import { AwsError, type Caller, type Output } from '../core/service.ts';
import { invalid } from './errors.ts';
import { assertGrantable, assertResource } from './check-grant.ts';
import type { LakeRoom } from './room.ts';
import { addGrant, removeGrant, type GrantChange } from './grants.ts';
import { assertMayGrant } from './may-grant.ts';
import { principalOf } from './principals.ts';
import { parseResource, type LakeResource } from './resource.ts';

/** Entries of one batch (Lake Formation API reference, BatchGrantPermissions). */
const MOST_ENTRIES = 20;

/** What several requests at once would bring about; a plan of faults decides. */
export type Conflict = (request: { caller: Caller; operation: 'grant' | 'revoke'; change: GrantChange }) => boolean;

export class Granting {
  readonly #room: LakeRoom;
  readonly #conflict: Conflict;

  constructor(room: LakeRoom, conflict: Conflict) {
    this.#room = room;
    this.#conflict = conflict;
  }

  grant(caller: Caller, input: GrantPermissionsCommandInput): Output<GrantPermissionsCommandOutput> {
    this.#apply('grant', caller, input.CatalogId, input);
    return {};
  }

  revoke(caller: Caller, input: RevokePermissionsCommandInput): Output<RevokePermissionsCommandOutput> {
    this.#apply('revoke', caller, input.CatalogId, input);
    return {};
  }

  batchGrant(caller: Caller, input: BatchGrantPermissionsCommandInput): Output<BatchGrantPermissionsCommandOutput> {
    return { Failures: this.#batch('grant', caller, input) };
  }

  batchRevoke(caller: Caller, input: BatchRevokePermissionsCommandInput): Output<BatchRevokePermissionsCommandOutput> {
    return { Failures: this.#batch('revoke', caller, input) };
  }

  /** Each entry stands for itself: what fails is listed, the rest is done. */
  #batch(operation: 'grant' | 'revoke', caller: Caller, input: BatchGrantPermissionsCommandInput): BatchPermissionsFailureEntry[] {
    const entries = input.Entries ?? [];
    if (entries.length > MOST_ENTRIES) throw invalid(`Number of entries ${entries.length} exceeds the maximum of ${MOST_ENTRIES}.`);
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length) throw invalid('The entries of a batch must have distinct ids.');
    return entries.flatMap((entry) => {
      try {
        this.#apply(operation, caller, input.CatalogId, entry);
        return [];
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return [{ RequestEntry: entry, Error: { ErrorCode: error.code, ErrorMessage: error.message } }];
      }
    });
  }

  #apply(
    operation: 'grant' | 'revoke',
    caller: Caller,
    catalogId: string | undefined,
    entry: Omit<BatchPermissionsRequestEntry, 'Id'>,
  ): void {
    const { cloud, lakes, rights, sharing } = this.#room;
    if (entry.Condition) throw invalid('Conditions of grants are not served by the local cloud.');
    const resource = parseResource(entry.Resource, catalogId ?? caller.accountId);
    if (resource.catalogId !== caller.accountId) assertForeign(resource);
    const parsed: GrantChange = {
      principal: entry.Principal?.DataLakePrincipalIdentifier ?? '',
      resource,
      permissions: entry.Permissions ?? [],
      grantable: entry.PermissionsWithGrantOption ?? [],
    };
    assertResource(this.#room, caller, resource);
    assertMayGrant(cloud, lakes, rights, { caller, resource, permissions: [...parsed.permissions, ...parsed.grantable] });
    if (operation === 'grant') assertGrantable(this.#room, caller, parsed);
    const change = { ...parsed, resource: simplest(resource) };
    // Observed when several principals change permissions at once (aws-cdk issue 36215, data.all issue 1572).
    if (this.#conflict({ caller, operation, change }))
      throw new AwsError('ConcurrentModificationException', 'Please retry in a short while');
    const lake = lakes.of(caller.accountId);
    if (operation === 'grant') {
      sharing.open(caller.accountId, addGrant(lake, change, cloud.clock.now(), principalOf(caller)));
    } else {
      if (!removeGrant(lake, change, cloud.clock.now(), principalOf(caller)))
        throw invalid('No permissions revoked. Grantee has no permissions.');
      sharing.close(caller.accountId, change.principal, change.resource);
    }
  }
}

function assertForeign(resource: LakeResource): void {
  if (resource.kind === 'catalog' || resource.kind === 'location') throw invalid('Permissions modification is invalid.');
}

/** SELECT on all columns is SELECT on the table. */
function simplest(resource: LakeResource): LakeResource {
  if (resource.kind !== 'columns' || !('except' in resource.columns) || resource.columns.except.length > 0) return resource;
  return { kind: 'table', catalogId: resource.catalogId, database: resource.database, table: resource.table };
}
