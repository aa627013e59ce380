import { BatchGrantPermissionsCommand, LakeFormationClient, type Permission, type Resource } from '@aws-sdk/client-lakeformation';
import { counted } from './counted.ts';

const lakeFormation = counted(new LakeFormationClient({}));

/**
 * Gives a role of ours a right on a database or link of ours that another of our roles has made: an administrator of the data lake may
 * grant it, itself too, and holds it only then. Where it is refused, what needs the right says what is missing.
 */
export async function giveRight(role: string, resource: Resource, right: Permission): Promise<void> {
  const Entries = [{ Id: 'own', Principal: { DataLakePrincipalIdentifier: role }, Resource: resource, Permissions: [right] }];
  await lakeFormation.send(new BatchGrantPermissionsCommand({ Entries }));
}
