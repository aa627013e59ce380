import { optionalText, pick, tagMap, text } from '../resource.ts';
import type { ResourceType } from '../resource.ts';

const logGroup: ResourceType = {
  type: 'AWS::Logs::LogGroup',
  properties: ['LogGroupName', 'RetentionInDays', 'KmsKeyId', 'LogGroupClass', 'Tags'],
  async create(making) {
    const { properties, api, accountId, region } = making;
    const logGroupName = optionalText(properties, 'LogGroupName') ?? making.physicalName(512);
    const { KmsKeyId: kmsKeyId, LogGroupClass: logGroupClass } = properties;
    await api.call('cloudwatch-logs', 'CreateLogGroup', {
      logGroupName,
      ...(kmsKeyId !== undefined && { kmsKeyId }),
      ...(logGroupClass !== undefined && { logGroupClass }),
      ...(properties['Tags'] !== undefined && { tags: tagMap(properties) }),
    });
    const days = properties['RetentionInDays'];
    if (days !== undefined) await api.call('cloudwatch-logs', 'PutRetentionPolicy', { logGroupName, retentionInDays: days });
    return { ref: logGroupName, attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}:*` } };
  },
};

const metricFilter: ResourceType = {
  type: 'AWS::Logs::MetricFilter',
  properties: ['FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations', 'ApplyOnTransformedLogs'],
  create(making) {
    making.note('metric filters are not carried out: this one counts nothing');
    return { ref: optionalText(making.properties, 'FilterName') ?? making.physicalName() };
  },
};

const queryDefinition: ResourceType = {
  type: 'AWS::Logs::QueryDefinition',
  properties: ['Name', 'QueryString', 'LogGroupNames', 'QueryLanguage'],
  async create({ properties, api }) {
    const { LogGroupNames: logGroupNames } = pick(properties, 'LogGroupNames');
    const { queryDefinitionId } = await api.call('cloudwatch-logs', 'PutQueryDefinition', {
      name: text(properties, 'Name'),
      queryString: text(properties, 'QueryString'),
      ...(logGroupNames !== undefined && { logGroupNames }),
    });
    return { ref: String(queryDefinitionId), attributes: { QueryDefinitionId: String(queryDefinitionId) } };
  },
};

export const logsTypes = [logGroup, metricFilter, queryDefinition];
