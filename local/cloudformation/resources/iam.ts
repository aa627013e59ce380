import { document, objects, optionalText, pick, text, texts } from '../resource.ts';
import type { Making, ResourceType } from '../resource.ts';
import { isRecord } from '../../core/protocol/shape.ts';
import { StackError } from '../stack-error.ts';

const role: ResourceType = {
  type: 'AWS::IAM::Role',
  properties: [
    'RoleName',
    'Path',
    'AssumeRolePolicyDocument',
    'Policies',
    'ManagedPolicyArns',
    'Description',
    'MaxSessionDuration',
    'PermissionsBoundary',
    'Tags',
  ],
  async create(making) {
    const { properties, api } = making;
    const RoleName = optionalText(properties, 'RoleName') ?? making.physicalName(64);
    const { Role } = await api.call('iam', 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: document(properties, 'AssumeRolePolicyDocument'),
      ...pick(properties, 'Path', 'Description', 'MaxSessionDuration', 'PermissionsBoundary', 'Tags'),
    });
    for (const policy of objects(properties, 'Policies')) {
      const unknown = Object.keys(policy).find((name) => !['PolicyName', 'PolicyDocument'].includes(name));
      if (unknown !== undefined) throw new StackError(`property Policies has an unknown member ${unknown}`);
      await api.call('iam', 'PutRolePolicy', {
        RoleName,
        PolicyName: text(policy, 'PolicyName'),
        PolicyDocument: document(policy, 'PolicyDocument'),
      });
    }
    for (const PolicyArn of texts(properties, 'ManagedPolicyArns')) await api.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
    const described = isRecord(Role) ? Role : {};
    return { ref: RoleName, attributes: { Arn: text(described, 'Arn'), RoleId: text(described, 'RoleId') } };
  },
};

const policy: ResourceType = {
  type: 'AWS::IAM::Policy',
  properties: ['PolicyName', 'PolicyDocument', 'Roles'],
  async create({ properties, api }) {
    const PolicyName = text(properties, 'PolicyName');
    const RoleNames = texts(properties, 'Roles');
    if (RoleNames.length === 0) throw new StackError('At least one of [Groups,Roles,Users] must be non-empty.');
    for (const RoleName of RoleNames)
      await api.call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: document(properties, 'PolicyDocument') });
    return { ref: PolicyName };
  },
};

const rolePolicy: ResourceType = {
  type: 'AWS::IAM::RolePolicy',
  properties: ['PolicyName', 'PolicyDocument', 'RoleName'],
  async create({ properties, api }) {
    const PolicyName = text(properties, 'PolicyName');
    await api.call('iam', 'PutRolePolicy', {
      PolicyName,
      RoleName: text(properties, 'RoleName'),
      PolicyDocument: document(properties, 'PolicyDocument'),
    });
    return { ref: PolicyName };
  },
};

const managedPolicy: ResourceType = {
  type: 'AWS::IAM::ManagedPolicy',
  properties: ['ManagedPolicyName', 'PolicyDocument', 'Path', 'Description', 'Roles'],
  async create(making) {
    const PolicyArn = await createPolicy(making);
    for (const RoleName of texts(making.properties, 'Roles')) await making.api.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
    return { ref: PolicyArn, attributes: { PolicyArn } };
  },
};

async function createPolicy(making: Making): Promise<string> {
  const { properties, api } = making;
  const { Policy } = await api.call('iam', 'CreatePolicy', {
    PolicyName: optionalText(properties, 'ManagedPolicyName') ?? making.physicalName(128),
    PolicyDocument: document(properties, 'PolicyDocument'),
    ...pick(properties, 'Path', 'Description'),
  });
  return text(isRecord(Policy) ? Policy : {}, 'Arn');
}

export const iamTypes = [role, policy, rolePolicy, managedPolicy];
