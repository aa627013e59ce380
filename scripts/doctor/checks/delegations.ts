import { ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { allDelegations, type Delegation } from '../../../shared/access/delegation.ts';
import { commandOf } from '../../../shared/aws/delegations.ts';
import { heldGrant, toLakeFormation } from '../../../shared/aws/lake-formation-resource.ts';
import { teamOf } from '../../../shared/runtime/delegated.ts';
import type { Check, Finding } from '../finding.ts';
import { roleArn, type Look } from '../look.ts';

/** Where our roles are no data lake administrators, they pass on what one gave them. */
export const delegations: Check = {
  title: 'grant options of our roles',
  account: 'consumer',
  findings: async (look) => {
    if (!look.mesh.access.delegated) return [];
    const team = teamOf({ readerRolePrefix: roleArn(look, `meshloop-${look.stage}-reader-`) });
    const found: Finding[] = [];
    for (const delegation of allDelegations(look.mesh, team)) {
      if (await isGiven(look, delegation)) continue;
      const { principal, resource, permissions, grantable } = delegation;
      const on = resource === undefined ? 'the catalog' : JSON.stringify(toLakeFormation(resource));
      found.push({
        what: `${principal} lacks ${permissions.join(', ')}${grantable ? ' with grant option' : ''} on ${on}`,
        why: 'mesh.yml says access.delegated: our roles see and pass on only what a data lake administrator gave them.',
        remedy: commandOf(delegation),
      });
    }
    return found;
  },
};

/** What cannot be asked about is not shared yet, and so not given either. */
async function isGiven({ consumer: { lake } }: Look, { principal, resource, permissions, grantable }: Delegation): Promise<boolean> {
  const held = new Set<string>();
  let NextToken: string | undefined;
  do {
    const Resource = resource === undefined ? { Catalog: {} } : toLakeFormation(resource);
    const page = await lake
      .send(new ListPermissionsCommand({ ...(resource && { CatalogId: resource.catalogId }), Principal: { DataLakePrincipalIdentifier: principal }, Resource, NextToken }))
      .catch((error: unknown) => {
        if (error instanceof Error && error.name === 'AccessDeniedException') return undefined;
        throw error;
      });
    if (page === undefined) return false;
    for (const each of page.PrincipalResourcePermissions ?? []) {
      if (resource !== undefined && heldGrant(resource, each).length === 0) continue;
      for (const permission of (grantable ? each.PermissionsWithGrantOption : each.Permissions) ?? []) held.add(permission);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return held.has('ALL') || permissions.every((permission) => held.has(permission));
}
