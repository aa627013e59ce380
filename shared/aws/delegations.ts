import { BatchGrantPermissionsCommand, LakeFormationClient, type BatchPermissionsRequestEntry, type Resource } from '@aws-sdk/client-lakeformation';
import type { Delegation, Team } from '../access/delegation.ts';
import { errorOf } from './batch-failure.ts';
import { counted } from './counted.ts';
import { toLakeFormation } from './lake-formation-resource.ts';

const lakeFormation = counted(new LakeFormationClient({}));

/** What a data lake administrator of the consumer enters. */
export function commandOf({ principal, resource, permissions, grantable }: Delegation): string {
  const on: Resource = resource === undefined ? { Catalog: {} } : toLakeFormation(resource);
  const option = grantable ? ` --permissions-with-grant-option ${permissions.join(' ')}` : '';
  return `aws lakeformation grant-permissions --principal DataLakePrincipalIdentifier=${principal} --permissions ${permissions.join(' ')}${option} --resource '${JSON.stringify(on)}'`;
}

/** Has the others see a link that `linkProduct` made, pass it on and take it away: where they are no administrators, its maker gives it. */
export async function shareLink(link: string, { grantAccess, reconcile }: Team): Promise<void> {
  const on = { Database: { Name: link } };
  const entry = (Id: string, principal: string, more: BatchPermissionsRequestEntry['Permissions'] = []) => ({
    Id,
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: on,
    Permissions: ['DESCRIBE' as const, ...more],
    PermissionsWithGrantOption: ['DESCRIBE' as const],
  });
  const { Failures = [] } = await lakeFormation.send(
    new BatchGrantPermissionsCommand({ Entries: [entry('grant', grantAccess), entry('reconcile', reconcile, ['DROP'])] }),
  );
  const [failure] = Failures;
  if (failure !== undefined) throw errorOf(failure);
}
