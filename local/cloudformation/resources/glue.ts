import { object, optionalText, pick, text } from '../resource.ts';
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

const table: ResourceType = {
  type: 'AWS::Glue::Table',
  properties: ['CatalogId', 'DatabaseName', 'TableInput'],
  async create({ properties, api }) {
    const TableInput = object(properties, 'TableInput');
    await api.call('glue', 'CreateTable', { ...pick(properties, 'CatalogId', 'DatabaseName'), TableInput });
    return { ref: text(TableInput, 'Name') };
  },
};

export const glueTypes = [database, table];
