import type { Permission } from '@aws-sdk/client-lakeformation';
import type { LakeResource } from './resource.ts';

const DATABASE: readonly Permission[] = ['CREATE_TABLE', 'ALTER', 'DROP', 'DESCRIBE'];
const TABLE: readonly Permission[] = ['SELECT', 'INSERT', 'DELETE', 'ALTER', 'DROP', 'DESCRIBE'];

/** What may be granted on what (Lake Formation developer guide, "Lake Formation permissions per resource type"). */
export function validPermissions(resource: LakeResource, link: boolean): readonly Permission[] {
  if (link) return ['DESCRIBE', 'DROP'];
  switch (resource.kind) {
    case 'catalog':
      return ['CREATE_DATABASE', 'CREATE_LF_TAG', 'CREATE_LF_TAG_EXPRESSION', 'CREATE_CATALOG', 'DESCRIBE', 'ALL'];
    case 'database':
      return [...DATABASE, 'ALL'];
    case 'table':
      return [...TABLE, 'ALL'];
    case 'columns':
      return ['SELECT'];
    case 'location':
      return ['DATA_LOCATION_ACCESS'];
    case 'tag':
      return ['DESCRIBE', 'ASSOCIATE', 'ALTER', 'DROP', 'GRANT_WITH_LF_TAG_EXPRESSION'];
    case 'policy':
      return [...(resource.type === 'DATABASE' ? DATABASE : TABLE), 'ALL'];
  }
}

/** Permissions with ALL ("Super") spelled out. */
export function expand(permissions: Iterable<Permission>, resource: LakeResource): Set<Permission> {
  const all = new Set(permissions);
  if (all.has('ALL')) for (const permission of validPermissions(resource, false)) all.add(permission);
  return all;
}
