import {
  BatchGrantPermissionsCommand,
  BatchRevokePermissionsCommand,
  CreateLakeFormationOptInCommand,
  DeleteLakeFormationOptInCommand,
  LakeFormationClient,
  type BatchPermissionsFailureEntry,
  type BatchPermissionsRequestEntry,
} from '@aws-sdk/client-lakeformation';
import { grantBatches, type Grant, type Permission } from '../catalog/grant-plan.ts';
import { classify } from '../runtime/failure.ts';
import { pause } from '../runtime/pause.ts';
import { errorOf, isPassing, tries } from './batch-failure.ts';
import { counted } from './counted.ts';
import { toLakeFormation } from './lake-formation-resource.ts';

const lakeFormation = counted(new LakeFormationClient({}));

/** One grant that Lake Formation did not accept. */
export interface RefusedGrant {
  readonly grant: Grant;
  readonly error: Error;
}

/** Grants in batches; what collides or is throttled is tried again. The call succeeds even where single entries fail: those are returned. */
export async function grantAll(grants: readonly Grant[]): Promise<readonly RefusedGrant[]> {
  const refused = await inBatches(without('OPT_IN', grants), async (Entries) => {
    const { Failures = [] } = await lakeFormation.send(new BatchGrantPermissionsCommand({ Entries }));
    return Failures;
  });
  // An opt-in without its grant would take access away.
  const notGranted = new Set(refused.map(({ grant }) => grant.principal));
  const optIns = only('OPT_IN', grants).filter(({ principal }) => !notGranted.has(principal));
  return [...refused, ...(await oneByOne(optIns, (about) => lakeFormation.send(new CreateLakeFormationOptInCommand(about))))];
}

/** Takes grants back. What is not there any more, or whose principal is gone, counts as taken. */
export async function revokeAll(grants: readonly Grant[]): Promise<readonly RefusedGrant[]> {
  const optedIn = await oneByOne(only('OPT_IN', grants), (about) => lakeFormation.send(new DeleteLakeFormationOptInCommand(about)));
  const refused = await inBatches(without('OPT_IN', grants), async (Entries) => {
    const { Failures = [] } = await lakeFormation.send(new BatchRevokePermissionsCommand({ Entries }));
    return Failures;
  });
  return [...optedIn, ...refused].filter(({ error }) => !isTaken(error));
}

function isTaken(error: Error): boolean {
  const { failure, message } = classify(error);
  return failure === 'already done' || (failure === 'gone' && /principal|opt-in/i.test(message));
}

type Entry = BatchPermissionsRequestEntry & { readonly Principal: object; readonly Resource: object };

async function inBatches(
  grants: readonly Grant[],
  send: (entries: Entry[]) => Promise<readonly BatchPermissionsFailureEntry[]>,
): Promise<readonly RefusedGrant[]> {
  const refused: RefusedGrant[] = [];
  for (const batch of grantBatches(grants)) {
    let left: readonly Grant[] = batch;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const failed = await failuresOf(left, send, attempt);
      const again = failed.filter(({ error }) => attempt < tries && isPassing(error));
      refused.push(...failed.filter((each) => !again.includes(each)));
      left = again.map(({ grant }) => grant);
      if (left.length > 0) await pause(attempt);
    }
  }
  return refused;
}

/** A batch that is refused as a whole for what passes is as if each of its entries were; any other refusal is the caller's. */
async function failuresOf(
  grants: readonly Grant[],
  send: (entries: Entry[]) => Promise<readonly BatchPermissionsFailureEntry[]>,
  attempt: number,
): Promise<readonly RefusedGrant[]> {
  try {
    const failures = await send(grants.map(({ principal, resource, permissions }, index) => entryOf(principal, resource, permissions, index)));
    return failures.flatMap((failure) => refusedGrant(grants, failure));
  } catch (error) {
    if (!(error instanceof Error) || !isPassing(error) || attempt >= tries) throw error;
    return grants.map((grant) => ({ grant, error }));
  }
}

function entryOf(principal: string, resource: Grant['resource'], permissions: readonly Permission[], index: number): Entry {
  return {
    Id: String(index),
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: toLakeFormation(resource),
    Permissions: permissions.filter((permission) => permission !== 'OPT_IN'),
  };
}

async function oneByOne(
  grants: readonly Grant[],
  send: (about: { Principal: { DataLakePrincipalIdentifier: string }; Resource: ReturnType<typeof toLakeFormation> }) => Promise<unknown>,
): Promise<readonly RefusedGrant[]> {
  const refused: RefusedGrant[] = [];
  for (const grant of grants) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send({ Principal: { DataLakePrincipalIdentifier: grant.principal }, Resource: toLakeFormation(grant.resource) });
        break;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (attempt < tries && isPassing(error)) await pause(attempt);
        else {
          refused.push({ grant, error });
          break;
        }
      }
    }
  }
  return refused;
}

function refusedGrant(batch: readonly Grant[], failure: BatchPermissionsFailureEntry): readonly RefusedGrant[] {
  const grant = batch[Number(failure.RequestEntry?.Id)];
  if (grant === undefined) throw new Error('Lake Formation names a failed entry that was not asked for');
  return [{ grant, error: errorOf(failure) }];
}

function only(right: Permission, grants: readonly Grant[]): readonly Grant[] {
  return grants.flatMap((grant) => (grant.permissions.includes(right) ? [{ ...grant, permissions: [right] }] : []));
}

function without(right: Permission, grants: readonly Grant[]): readonly Grant[] {
  return grants.flatMap((grant) => {
    const permissions = grant.permissions.filter((permission) => permission !== right);
    return permissions.length > 0 ? [{ ...grant, permissions }] : [];
  });
}
