import { list, object, pick } from '../resource.ts';
import type { ResourceType } from '../resource.ts';

const principalPermissions: ResourceType = {
  type: 'AWS::LakeFormation::PrincipalPermissions',
  properties: ['Catalog', 'Principal', 'Resource', 'Permissions', 'PermissionsWithGrantOption'],
  async create(making) {
    const { properties, api } = making;
    await api.call('lakeformation', 'GrantPermissions', {
      ...(properties['Catalog'] !== undefined && { CatalogId: properties['Catalog'] }),
      Principal: object(properties, 'Principal'),
      Resource: object(properties, 'Resource'),
      Permissions: list(properties, 'Permissions'),
      ...pick(properties, 'PermissionsWithGrantOption'),
    });
    const identifier = making.physicalName();
    return { ref: identifier, attributes: { PrincipalIdentifier: identifier, ResourceIdentifier: identifier } };
  },
};

export const lakeFormationTypes = [principalPermissions];
