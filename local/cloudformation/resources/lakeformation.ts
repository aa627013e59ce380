import { list, object, pick, text } from '../resource.ts';
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

const resource: ResourceType = {
  type: 'AWS::LakeFormation::Resource',
  properties: ['ResourceArn', 'RoleArn', 'UseServiceLinkedRole', 'HybridAccessEnabled'],
  async create({ properties, api }) {
    const { UseServiceLinkedRole, ...others } = properties;
    await api.call('lakeformation', 'RegisterResource', { ...others, UseServiceLinkedRole: UseServiceLinkedRole === true });
    return { ref: text(properties, 'ResourceArn') };
  },
};

export const lakeFormationTypes = [principalPermissions, resource];
