import { BatchGrantPermissionsCommand, LakeFormationClient, type Permission, type Resource } from '@aws-sdk/client-lakeformation';
import { pause } from '../runtime/pause.ts';
import { errorOf, isPassing, tries } from './batch-failure.ts';
import { counted } from './counted.ts';

const lakeFormation = counted(new LakeFormationClient({}));

/**
 * Gives a role of ours a right on a database or link of ours that another of our roles has made: an administrator of the data lake may
 * grant it, itself too, and holds it only then. Where it is refused, what needs the right says what is missing.
 */
export async function giveRight(role: string, resource: Resource, right: Permission): Promise<void> {
  const Entries = [{ Id: 'own', Principal: { DataLakePrincipalIdentifier: role }, Resource: resource, Permissions: [right] }];
  for (let attempt = 1; ; attempt += 1) {
    const { Failures: [failure] = [] } = await lakeFormation.send(new BatchGrantPermissionsCommand({ Entries }));
    if (failure === undefined || attempt >= tries || !isPassing(errorOf(failure))) return;
    await pause(attempt);
  }
}
