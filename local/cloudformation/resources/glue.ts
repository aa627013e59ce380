import { object, optionalText, pick } from '../resource.ts';
import type { ResourceType } from '../resource.ts';

const database: ResourceType = {
  type: 'AWS::Glue::Database',
  properties: ['CatalogId', 'DatabaseName', 'DatabaseInput'],
  async create(making) {
    const { properties, api } = making;
    const input = object(properties, 'DatabaseInput');
    // Without a name in the input CloudFormation makes one, in lower case as Glue keeps it.
    const Name = optionalText(input, 'Name') ?? optionalText(properties, 'DatabaseName') ?? making.physicalName().toLowerCase();
    await api.call('glue', 'CreateDatabase', { ...pick(properties, 'CatalogId'), DatabaseInput: { ...input, Name } });
    return { ref: Name };
  },
};

export const glueTypes = [database];
