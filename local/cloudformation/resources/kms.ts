import type { ResourceType } from '../resource.ts';
import { StackError } from '../stack-error.ts';

const key: ResourceType = {
  type: 'AWS::KMS::Key',
  properties: ['Description', 'EnableKeyRotation', 'KeyPolicy', 'Tags'],
  create({ properties, cloud, accountId }) {
    // Without one, KMS writes a policy that leaves all to the account: nobody would see that a service is missing in it.
    if (properties['KeyPolicy'] === undefined) throw new StackError('property KeyPolicy is missing: the local cloud makes no key without one');
    const { arn, id } = cloud.kms.createKey(accountId, properties['KeyPolicy']);
    return { ref: id, attributes: { Arn: arn, KeyId: id } };
  },
};

export const kmsTypes = [key];
