import { lastingDelegations, namedDelegations, type Delegation, type Team } from '../access/delegation.ts';
import type { Finding } from '../access/action.ts';
import { commandOf } from '../aws/delegations.ts';
import { SyncError } from './errors.ts';
import type { Context } from './context.ts';
import { classify, isPermanent } from './failure.ts';
import type { Environment } from './environment.ts';

/** The roles of this deployment that link, grant and take away. */
export function teamOf({ readerRolePrefix }: Pick<Environment, 'readerRolePrefix'>): Team {
  const role = (name: string) => readerRolePrefix.replace(/reader-$/, name);
  return { linkProduct: role('link-product'), grantAccess: role('grant-access'), reconcile: role('reconcile') };
}

interface Shared {
  readonly catalogId: string;
  readonly database: string;
  readonly table?: string | undefined;
}

/** A product by name that our roles cannot see before an administrator delegates it; undefined where it is followed by LF-Tags alone. */
export function newlyNamed({ mesh, environment }: Context, product: Shared): Finding | undefined {
  const needed = namedDelegations(mesh, teamOf(environment), product);
  return needed.length === 0 ? undefined : findingOf(product, 'is shared by name, and access.delegated lets only a data lake administrator pass on what is new', needed);
}

/** What our roles may not see or pass on, as a failure that may still pass and that says what an administrator can do. */
export class NotDelegated extends SyncError {
  override readonly name = 'NeedsAdministrator';

  constructor({ mesh, environment }: Context, product: Shared, cause: unknown) {
    const team = teamOf(environment);
    const { about, problem, remedy } = findingOf(product, 'is not visible to our roles', [...lastingDelegations(mesh, team), ...namedDelegations(mesh, team, product)]);
    super('not yet visible', `${about}: ${problem}`, remedy, { cause });
  }
}

/** Whether reconcile should tell a person instead of trying again at once: it looks again within the hour anyway. */
export function isForPeople(error: unknown): boolean {
  return isPermanent(classify(error)) || error instanceof NotDelegated;
}

function findingOf({ catalogId, database, table }: Shared, problem: string, needed: readonly Delegation[]): Finding {
  const about = [database, table].filter((part) => part !== undefined).join('.');
  const remedy = `When the share of ${catalogId} has arrived, a data lake administrator of this account enters: ${needed.map(commandOf).join(' ; ')}`;
  return { kind: 'NeedsAdministrator', about, problem, remedy };
}
