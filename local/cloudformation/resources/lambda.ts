import { object, optionalText, pick, tagMap, text } from '../resource.ts';
import type { ResourceType } from '../resource.ts';
import { StackError } from '../stack-error.ts';

const FUNCTION = [
  'Runtime',
  'Role',
  'Handler',
  'Description',
  'Timeout',
  'MemorySize',
  'PackageType',
  'Environment',
  'Architectures',
  'EphemeralStorage',
  'LoggingConfig',
  'TracingConfig',
  'DeadLetterConfig',
  'Layers',
  'VpcConfig',
  'KmsKeyArn',
  'SnapStart',
  'FileSystemConfigs',
  'ImageConfig',
  'CodeSigningConfigArn',
];

const lambdaFunction: ResourceType = {
  type: 'AWS::Lambda::Function',
  properties: ['FunctionName', 'Code', 'Tags', 'ReservedConcurrentExecutions', ...FUNCTION],
  async create(making) {
    const { properties, api } = making;
    const name = optionalText(properties, 'FunctionName') ?? making.physicalName(64);
    const { FunctionArn } = await api.call('lambda', 'CreateFunction', {
      FunctionName: name,
      Code: object(properties, 'Code'),
      ...(properties['Tags'] !== undefined && { Tags: tagMap(properties) }),
      ...pick(properties, ...FUNCTION),
    });
    if (properties['ReservedConcurrentExecutions'] !== undefined) {
      await api.call('lambda', 'PutFunctionConcurrency', { FunctionName: name, ...pick(properties, 'ReservedConcurrentExecutions') });
    }
    return { ref: name, attributes: { Arn: String(FunctionArn) } };
  },
};

const permission: ResourceType = {
  type: 'AWS::Lambda::Permission',
  properties: [
    'FunctionName',
    'Action',
    'Principal',
    'SourceArn',
    'SourceAccount',
    'PrincipalOrgID',
    'EventSourceToken',
    'FunctionUrlAuthType',
  ],
  async create(making) {
    const { properties, api } = making;
    const StatementId = making.physicalName(100);
    await api.call('lambda', 'AddPermission', { ...properties, StatementId });
    return { ref: StatementId, attributes: { Id: StatementId } };
  },
};

const eventInvokeConfig: ResourceType = {
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: ['FunctionName', 'Qualifier', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'DestinationConfig'],
  async create(making) {
    const { properties, api } = making;
    if (text(properties, 'Qualifier') !== '$LATEST')
      throw new StackError('the local cloud has no versions or aliases: property Qualifier must be $LATEST');
    await api.call('lambda', 'PutFunctionEventInvokeConfig', properties);
    return { ref: making.physicalName() };
  },
};

const version: ResourceType = {
  type: 'AWS::Lambda::Version',
  properties: ['FunctionName', 'CodeSha256', 'Description'],
  async create({ properties, api, ...making }) {
    const { Configuration } = await api.call('lambda', 'GetFunction', pick(properties, 'FunctionName'));
    const arn =
      typeof Configuration === 'object' && Configuration !== null && 'FunctionArn' in Configuration
        ? String(Configuration.FunctionArn)
        : '';
    making.note('versions are not kept: the function itself stands for version 1');
    return { ref: `${arn}:1`, attributes: { FunctionArn: `${arn}:1`, Version: '1' } };
  },
};

export const lambdaTypes = [lambdaFunction, permission, eventInvokeConfig, version];
