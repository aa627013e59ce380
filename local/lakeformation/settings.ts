import type {
  DataLakePrincipal,
  GetDataLakeSettingsCommandInput,
  GetDataLakeSettingsCommandOutput,
  PutDataLakeSettingsCommandInput,
  PutDataLakeSettingsCommandOutput,
} from '@aws-sdk/client-lakeformation';
import type { Cloud } from '../core/cloud.ts';
import type { Caller, Output } from '../core/service.ts';
import { invalid, notAuthorized } from './errors.ts';
import { assertPrincipal } from './principals.ts';
import { crossAccountVersion } from './sharing.ts';
import { newLake, type Lakes } from './state.ts';

const MOST_ADMINISTRATORS = 30;

export function getSettings(
  _: Cloud,
  lakes: Lakes,
  caller: Caller,
  input: GetDataLakeSettingsCommandInput,
): Output<GetDataLakeSettingsCommandOutput> {
  assertOwn(caller, input.CatalogId);
  return { DataLakeSettings: lakes.of(caller.accountId).settings };
}

/**
 * Replaces the whole document: a list that is left out is empty afterwards (Lake Formation API reference, PutDataLakeSettings).
 * One principal that does not exist refuses it all.
 */
export function putSettings(
  cloud: Cloud,
  lakes: Lakes,
  caller: Caller,
  input: PutDataLakeSettingsCommandInput,
): Output<PutDataLakeSettingsCommandOutput> {
  assertOwn(caller, input.CatalogId);
  const lake = lakes.of(caller.accountId);
  const wanted = input.DataLakeSettings ?? {};
  const administrators = [...(wanted.DataLakeAdmins ?? []), ...(wanted.ReadOnlyAdmins ?? [])];
  for (const { DataLakePrincipalIdentifier } of administrators)
    assertAdministrator(cloud, DataLakePrincipalIdentifier ?? '', caller.accountId);
  if (names(wanted.DataLakeAdmins).some((name) => names(wanted.ReadOnlyAdmins).includes(name))) {
    throw invalid('A principal cannot be a data lake administrator and a read-only administrator.');
  }
  if ((wanted.DataLakeAdmins ?? []).length > MOST_ADMINISTRATORS)
    throw invalid(`There can be at most ${MOST_ADMINISTRATORS} data lake administrators.`);
  const current = crossAccountVersion(lake);
  const version = Number(wanted.Parameters?.['CROSS_ACCOUNT_VERSION'] ?? current);
  if (![1, 2, 3, 4, 5].includes(version)) throw invalid('The value of CROSS_ACCOUNT_VERSION must be one of 1, 2, 3, 4, 5.');
  if (version < current) throw invalid(`CROSS_ACCOUNT_VERSION cannot be downgraded from ${current} to ${version}.`);
  lake.settings = {
    ...newLake(caller.accountId).settings,
    CreateDatabaseDefaultPermissions: [],
    CreateTableDefaultPermissions: [],
    ...wanted,
    Parameters: { SET_CONTEXT: 'TRUE', ...wanted.Parameters, CROSS_ACCOUNT_VERSION: String(version) },
  };
  return {};
}

function assertAdministrator(cloud: Cloud, principal: string, accountId: string): void {
  assertPrincipal(cloud, principal, accountId);
  if (!new RegExp(`^arn:[^:]+:iam::${accountId}:`).test(principal)) throw invalid('Invalid principal');
}

function names(principals: readonly DataLakePrincipal[] | undefined): string[] {
  return (principals ?? []).map(({ DataLakePrincipalIdentifier }) => DataLakePrincipalIdentifier ?? '');
}

function assertOwn(caller: Caller, catalogId: string | undefined): void {
  if (catalogId !== undefined && catalogId !== caller.accountId) {
    throw notAuthorized();
  }
}
