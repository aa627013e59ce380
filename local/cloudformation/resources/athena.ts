import { optionalText, pick, text } from '../resource.ts';
import type { ResourceType } from '../resource.ts';

const workGroup: ResourceType = {
  type: 'AWS::Athena::WorkGroup',
  properties: ['Name', 'Description', 'WorkGroupConfiguration', 'State', 'RecursiveDeleteOption', 'Tags'],
  async create({ properties, api }) {
    const Name = text(properties, 'Name');
    await api.call('athena', 'CreateWorkGroup', {
      Name,
      ...pick(properties, 'Description', 'Tags'),
      ...(properties['WorkGroupConfiguration'] !== undefined && { Configuration: properties['WorkGroupConfiguration'] }),
    });
    if (optionalText(properties, 'State') === 'DISABLED')
      await api.call('athena', 'UpdateWorkGroup', { WorkGroup: Name, State: 'DISABLED' });
    return { ref: Name };
  },
};

export const athenaTypes = [workGroup];
