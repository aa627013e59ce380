import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { invalid } from './errors.ts';
import { IAM_ALLOWED_PRINCIPALS, type Lake } from './state.ts';

/** The principal that Lake Formation sees behind a caller: the role of a session, or the account's administrator. */
export function principalOf(caller: Caller): string {
  return caller.roleArn ?? caller.arn;
}

/** Data lake administrators of an account. */
export function isAdministrator(lake: Lake, caller: Caller): boolean {
  return caller.accountId === lake.accountId && names(lake.settings.DataLakeAdmins, caller);
}

/** Administrators, and those who may look at everything and change nothing. */
export function seesByOffice(lake: Lake, caller: Caller): boolean {
  return isAdministrator(lake, caller) || (caller.accountId === lake.accountId && names(lake.settings.ReadOnlyAdmins, caller));
}

/** All principals of the account at once (Lake Formation API reference, DataLakePrincipal). */
export function everyoneIn(accountId: string): string {
  return `${accountId}:IAMPrincipals`;
}

/** The account in which a principal lives; undefined for an Organization and for IAMAllowedPrincipals. */
export function principalAccount(principal: string): string | undefined {
  if (/^\d{12}(:IAMPrincipals)?$/.test(principal)) return principal.slice(0, 12);
  return /^arn:[^:]+:(?:iam|sts|quicksight):[^:]*:(\d{12}):/.exec(principal)?.[1];
}

/** Whether the principal is another account, in another account, or an Organization. */
export function isExternal(principal: string, accountId: string): boolean {
  if (principal === IAM_ALLOWED_PRINCIPALS) return false;
  return principalAccount(principal) !== accountId;
}

/**
 * A role that does not exist (any more) is no principal.
 * @throws AwsError InvalidInputException
 */
export function assertPrincipal(cloud: Cloud, principal: string, accountId: string): void {
  const known =
    principal === IAM_ALLOWED_PRINCIPALS ||
    /^arn:[^:]+:organizations::\d{12}:(organization|ou)\//.test(principal) ||
    (principalAccount(principal) !== undefined && !/:assumed-role\//.test(principal));
  const ours = principalAccount(principal) === accountId;
  if (!known || (ours && /:role\//.test(principal) && !cloud.iam.roleExists(principal))) throw invalid('Invalid principal');
}

function names(principals: Lake['settings']['DataLakeAdmins'], caller: Caller): boolean {
  return (principals ?? []).some(({ DataLakePrincipalIdentifier }) => DataLakePrincipalIdentifier === principalOf(caller));
}
