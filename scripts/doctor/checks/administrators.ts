import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetDataLakeSettingsCommand, type DataLakeSettings } from '@aws-sdk/client-lakeformation';
import type { Check, Finding } from '../finding.ts';
import { unlessMissing, type Look } from '../look.ts';

/** Lake Formation shows new shares to administrators only. */
export const administrators: Check = {
  title: 'data lake administrators',
  account: 'consumer',
  findings: async (look) => {
    const settings = await settingsOf(look);
    const present = (settings.DataLakeAdmins ?? []).flatMap(({ DataLakePrincipalIdentifier }) => DataLakePrincipalIdentifier ?? []);
    const missing = look.administrators.filter((arn) => !present.includes(arn));
    const gone = await goneRoles(look, present);
    const ours = look.mesh.access.delegated ? present.filter((arn) => arn.includes(`:role/meshloop-${look.stage}-`)) : [];
    const wanted = [...present.filter((arn) => !gone.includes(arn) && !ours.includes(arn)), ...missing];
    return [
      ...missing.map((arn): Finding => ({
        what: `${arn} is no data lake administrator`,
        why: 'Lake Formation shows a new share to administrators only: this function would wait for it in vain.',
        remedy: withAdministrators(settings, wanted),
      })),
      ...ours.map((arn): Finding => ({
        what: `${arn} is a data lake administrator`,
        why: 'mesh.yml says access.delegated, so that it needs no more than what was delegated to it.',
        remedy: withAdministrators(settings, wanted),
      })),
      ...gone.map((arn): Finding => ({
        what: `The data lake administrator ${arn} does not exist any more`,
        why: 'Every later change of the data lake settings is refused with "Invalid principal".',
        remedy: withAdministrators(settings, wanted),
      })),
    ];
  },
};

export async function settingsOf({ consumer }: Look): Promise<DataLakeSettings> {
  return (await consumer.lake.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings ?? {};
}

/** PutDataLakeSettings replaces everything, so the command names everything: what is there, with other administrators. */
function withAdministrators(settings: DataLakeSettings, administrators: readonly string[]): string {
  return putSettings({ ...settings, DataLakeAdmins: administrators.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier })) });
}

export function putSettings(settings: DataLakeSettings): string {
  return `aws lakeformation put-data-lake-settings --cli-input-json '${JSON.stringify({ DataLakeSettings: settings })}'`;
}

async function goneRoles({ mesh, consumer }: Look, principals: readonly string[]): Promise<readonly string[]> {
  const gone: string[] = [];
  for (const arn of principals) {
    const name = new RegExp(`^arn:[^:]+:iam::${mesh.consumer.account}:role/(?:.*/)?([^/]+)$`).exec(arn)?.[1];
    if (name !== undefined && (await unlessMissing(consumer.iam.send(new GetRoleCommand({ RoleName: name })))) === undefined) gone.push(arn);
  }
  return gone;
}
