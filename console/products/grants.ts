import { LakeFormationClient, paginateListPermissions, type PrincipalResourcePermissions, type Resource } from '@aws-sdk/client-lakeformation';
import type { Place } from '../place.ts';

/** What a role of the consumer's account may do with something that is shared, or with a link to it. */
export interface Grant {
  readonly principal: string;
  /** In words. */
  readonly on: string;
  /** The database that it is about; undefined for what LF-Tags choose. */
  readonly database: string | undefined;
  readonly permissions: readonly string[];
  readonly entry: PrincipalResourcePermissions;
}

/** Every grant to a role, in the consumer's catalog (on links) and in central's (on what is shared). */
export async function readGrants(place: Place): Promise<readonly Grant[]> {
  const client = new LakeFormationClient(await place.asAdministrator());
  const { consumer, central } = place.names.accounts;
  const grants: Grant[] = [];
  for (const CatalogId of [consumer, central]) {
    for await (const page of paginateListPermissions({ client }, { CatalogId })) {
      for (const entry of page.PrincipalResourcePermissions ?? []) {
        const principal = entry.Principal?.DataLakePrincipalIdentifier;
        const about = entry.Resource && aboutOf(entry.Resource);
        if (about && principal?.includes(':role/')) grants.push({ principal, ...about, permissions: (entry.Permissions ?? []).toSorted(), entry });
      }
    }
  }
  return grants.toSorted((a, b) => `${a.principal} ${a.on}`.localeCompare(`${b.principal} ${b.on}`));
}

function aboutOf({ LFTagPolicy, Database, Table, TableWithColumns }: Resource): Pick<Grant, 'on' | 'database'> | undefined {
  if (LFTagPolicy) {
    const tags = (LFTagPolicy.Expression ?? []).map(({ TagKey, TagValues }) => `${TagKey} = ${(TagValues ?? []).join(' or ')}`);
    return { on: `every ${LFTagPolicy.ResourceType?.toLowerCase()} with ${tags.join(' and ')}`, database: undefined };
  }
  if (Database) return { on: `database ${Database.Name}`, database: Database.Name };
  const table = Table ?? TableWithColumns;
  return table && { on: `table ${table.DatabaseName}.${table.Name ?? '*'}`, database: table.DatabaseName };
}
