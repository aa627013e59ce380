import { ListPermissionsCommand, type PrincipalResourcePermissions } from '@aws-sdk/client-lakeformation';
import { listInvitations } from '../../../shared/aws/shares.ts';
import { planInvitations } from '../../../shared/catalog/share-plan.ts';
import { matchesGlob } from '../../../shared/mesh/glob.ts';
import type { Clients } from '../clients.ts';
import type { Check, Finding } from '../finding.ts';
import type { Look } from '../look.ts';

export const invitations: Check = {
  title: 'trusted accounts and their invitations',
  account: 'consumer',
  findings: async ({ mesh, consumer }) => {
    const { accept, blocked } = planInvitations(mesh.trustedAccounts, await listInvitations(consumer.ram), mesh.consumer.account);
    return [
      ...blocked.map(({ invitation, reason, remedy }): Finding => ({
        what: `The invitation of ${invitation.owner} to the share ${invitation.shareName} is not accepted: ${reason}`,
        why: 'What the share holds is not seen in this account.',
        remedy,
      })),
      ...accept.map(({ arn, owner, shareName }): Finding => ({
        what: `The invitation of ${owner} to the share ${shareName} waits`,
        why: 'accept-share takes it within a minute, if it was told of it; after 12 hours it expires.',
        remedy: `aws ram accept-resource-share-invitation --resource-share-invitation-arn ${arn}`,
      })),
    ];
  },
};

/** What central gives to this account: with the grant option, to the account, and not past Lake Formation. */
export const grants: Check = {
  title: 'grants of central to this account',
  account: 'central',
  findings: async (look) => {
    const found = (await listGrants(look.central)).flatMap((grant) => judge(look, grant));
    return [...new Map(found.map((finding) => [finding.what, finding])).values()];
  },
};

async function listGrants({ lake }: Clients): Promise<readonly PrincipalResourcePermissions[]> {
  const found: PrincipalResourcePermissions[] = [];
  let NextToken: string | undefined;
  do {
    const page = await lake.send(new ListPermissionsCommand({ NextToken }));
    found.push(...(page.PrincipalResourcePermissions ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

function judge({ mesh }: Look, { Principal, Resource = {}, Permissions = [], PermissionsWithGrantOption = [] }: PrincipalResourcePermissions): Finding[] {
  const principal = Principal?.DataLakePrincipalIdentifier ?? '';
  const what = nameOf(Resource);
  if (what === undefined || (what.database !== undefined && !mesh.subscriptions.some(({ database }) => matchesGlob(database, what.database ?? '')))) return [];
  const resource = JSON.stringify(Resource);
  if (principal === 'IAM_ALLOWED_PRINCIPALS')
    return [
      {
        what: `IAMAllowedPrincipals still has ${Permissions.join(', ')} on ${what.name}`,
        why: 'It cannot be shared by Lake Formation until that is revoked, or its location is in hybrid access mode.',
        remedy: `aws lakeformation revoke-permissions --principal DataLakePrincipalIdentifier=IAM_ALLOWED_PRINCIPALS --permissions ${Permissions.join(' ')} --resource '${resource}'`,
      },
    ];
  const grantAgain = `aws lakeformation grant-permissions --principal DataLakePrincipalIdentifier=${mesh.consumer.account} --permissions ${Permissions.join(' ')} --permissions-with-grant-option ${Permissions.join(' ')} --resource '${resource}'`;
  if (new RegExp(`^arn:[^:]+:iam::${mesh.consumer.account}:`).test(principal))
    return [
      {
        what: `${what.name} is shared straight with ${principal}`,
        why: 'Only that principal sees it: the administrators of this account can neither link nor grant it.',
        remedy: grantAgain,
      },
    ];
  const lacking = Permissions.filter((permission) => !PermissionsWithGrantOption.includes(permission));
  if (principal !== mesh.consumer.account || lacking.length === 0) return [];
  return [
    {
      what: `${mesh.consumer.account} has ${lacking.join(', ')} on ${what.name} without the grant option`,
      why: 'It then cannot pass them on to the roles of mesh.yml.',
      remedy: grantAgain,
    },
  ];
}

/** What a grant is on, if it can concern a product. */
function nameOf({ Database, Table, TableWithColumns, LFTagPolicy }: NonNullable<PrincipalResourcePermissions['Resource']>): { name: string; database?: string } | undefined {
  if (Database?.Name !== undefined) return { name: `database ${Database.Name}`, database: Database.Name };
  const table = Table ?? TableWithColumns;
  if (table?.DatabaseName !== undefined) return { name: `table ${table.DatabaseName}.${table.Name ?? '*'}`, database: table.DatabaseName };
  if (LFTagPolicy === undefined) return undefined;
  const expression = (LFTagPolicy.Expression ?? []).map(({ TagKey, TagValues = [] }) => `${TagKey}=${TagValues.join('|')}`).join(', ');
  return { name: `${LFTagPolicy.ResourceType?.toLowerCase()}s with ${expression || LFTagPolicy.ExpressionName}` };
}
