import { audited, trailParameters } from '../core/audit.ts';
import type { Cloud, LakeFormation } from '../core/cloud.ts';
import type { CatalogRights } from '../core/governance.ts';
import type { Caller, Operation, Service } from '../core/service.ts';
import { AUTHORIZE } from './authorize.ts';
import { LakeFormationRights } from './catalog-rights.ts';
import type { LakeRoom } from './room.ts';
import { selectableColumns } from './data-access.ts';
import { Granting, type Conflict } from './grant-operations.ts';
import { listPermissions } from './list-permissions.ts';
import { deregisterResource, describeResource, listResources, registerResource } from './locations.ts';
import { createOptIn, deleteOptIn, listOptIns } from './opt-ins.ts';
import { principalOf } from './principals.ts';
import { Rights } from './rights.ts';
import { getSettings, putSettings } from './settings.ts';
import { Sharing } from './sharing.ts';
import { Lakes } from './state.ts';
import { createTag, deleteTag, getTag, listTags, updateTag } from './tag-operations.ts';
import { addTags, getResourceTags, removeTags } from './tag-resources.ts';
import { searchDatabases, searchTables } from './tag-search.ts';

export interface LakeFormationOptions {
  /** Milliseconds of cloud time until a grant is seen in another account. AWS gives no bound. */
  readonly visibilityDelay?: number;
  /** Answers a grant or revoke with ConcurrentModificationException. */
  readonly conflict?: Conflict;
}

const VISIBILITY_DELAY = 10_000;

/** Lake Formation: settings, grants, LF-Tags, registered locations, and who may read which column. */
export function createLakeFormation(
  cloud: Cloud,
  options: LakeFormationOptions = {},
): { service: Service; lakeformation: LakeFormation & CatalogRights } {
  const lakes = new Lakes();
  const sharing = new Sharing(cloud, lakes, options.visibilityDelay ?? VISIBILITY_DELAY);
  const rights = new Rights(cloud, lakes, sharing);
  const room: LakeRoom = { cloud, lakes, rights, sharing };
  const granting = new Granting(room, options.conflict ?? (() => false));

  const query =
    <Input, Result>(run: (caller: Caller, input: Input) => Result): Operation<Input, Result> =>
    (input, call) =>
      run(call.caller, input);
  const change = <Input, Result>(
    run: (caller: Caller, input: Input) => Result,
    response?: (output: unknown) => unknown,
  ): Operation<Input, Result> => audited(cloud, { eventSource: 'lakeformation.amazonaws.com', ...(response && { response }) }, query(run));
  const inAccount =
    <Input, Result>(run: (cloud: Cloud, lakes: Lakes, caller: Caller, input: Input) => Result) =>
    (caller: Caller, input: Input) =>
      run(cloud, lakes, caller, input);
  const inRoom =
    <Input, Result>(run: (room: LakeRoom, caller: Caller, input: Input) => Result) =>
    (caller: Caller, input: Input) =>
      run(room, caller, input);

  const service: Service = {
    id: 'lakeformation',
    iamPrefix: 'lakeformation',
    operations: {
      GetDataLakeSettings: query(inAccount(getSettings)),
      PutDataLakeSettings: change(inAccount(putSettings)),
      GetDataLakePrincipal: query((caller: Caller) => ({ Identity: principalOf(caller) })),
      GrantPermissions: change(granting.grant.bind(granting)),
      RevokePermissions: change(granting.revoke.bind(granting)),
      // Partial failures show in the record's response only (developer guide, "Logging AWS Lake Formation API calls").
      BatchGrantPermissions: change(granting.batchGrant.bind(granting), trailParameters),
      BatchRevokePermissions: change(granting.batchRevoke.bind(granting), trailParameters),
      ListPermissions: query(inRoom(listPermissions)),
      CreateLFTag: change(inRoom(createTag)),
      GetLFTag: query(inRoom(getTag)),
      ListLFTags: query(inRoom(listTags)),
      UpdateLFTag: change(inRoom(updateTag)),
      DeleteLFTag: change(inRoom(deleteTag)),
      AddLFTagsToResource: change(inRoom(addTags), trailParameters),
      RemoveLFTagsFromResource: change(inRoom(removeTags), trailParameters),
      GetResourceLFTags: query(inRoom(getResourceTags)),
      SearchDatabasesByLFTags: query(inRoom(searchDatabases)),
      SearchTablesByLFTags: query(inRoom(searchTables)),
      RegisterResource: change(inAccount(registerResource)),
      DeregisterResource: change(inAccount(deregisterResource)),
      DescribeResource: query(inAccount(describeResource)),
      ListResources: query(inAccount(listResources)),
      CreateLakeFormationOptIn: change(inAccount(createOptIn)),
      DeleteLakeFormationOptIn: change(inAccount(deleteOptIn)),
      ListLakeFormationOptIns: query(inAccount(listOptIns)),
    },
    authorize: AUTHORIZE,
  };
  const lakeformation: LakeFormation & CatalogRights = Object.assign(new LakeFormationRights(room), {
    selectableColumns: (...question: Parameters<LakeFormation['selectableColumns']>) => selectableColumns(room, ...question),
  });
  return { service, lakeformation };
}
