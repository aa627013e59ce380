import { document, object, pick, text } from '../resource.ts';
import type { ResourceType } from '../resource.ts';
import type { Json } from '../template.ts';

const pipeline: ResourceType = {
  type: 'AWS::SageMaker::Pipeline',
  properties: [
    'PipelineName',
    'PipelineDisplayName',
    'PipelineDescription',
    'PipelineDefinition',
    'RoleArn',
    'ParallelismConfiguration',
    'Tags',
  ],
  async create({ properties, api }) {
    const PipelineName = text(properties, 'PipelineName');
    await api.call('sagemaker', 'CreatePipeline', {
      PipelineName,
      ...definition(object(properties, 'PipelineDefinition')),
      ...pick(properties, 'PipelineDisplayName', 'PipelineDescription', 'RoleArn', 'ParallelismConfiguration', 'Tags'),
    });
    return { ref: PipelineName };
  },
};

function definition(property: Json): Json {
  const body = document(property, 'PipelineDefinitionBody');
  if (body !== undefined) return { PipelineDefinition: body };
  const { Bucket, Key, Version } = object(property, 'PipelineDefinitionS3Location');
  return { PipelineDefinitionS3Location: { Bucket, ObjectKey: Key, ...(Version !== undefined && { VersionId: Version }) } };
}

const modelPackageGroup: ResourceType = {
  type: 'AWS::SageMaker::ModelPackageGroup',
  properties: ['ModelPackageGroupName', 'ModelPackageGroupDescription', 'ModelPackageGroupPolicy', 'Tags'],
  async create({ properties, api }) {
    const ModelPackageGroupName = text(properties, 'ModelPackageGroupName');
    const { ModelPackageGroupArn } = await api.call('sagemaker', 'CreateModelPackageGroup', {
      ModelPackageGroupName,
      ...pick(properties, 'ModelPackageGroupDescription', 'Tags'),
    });
    const ResourcePolicy = document(properties, 'ModelPackageGroupPolicy');
    if (ResourcePolicy !== undefined) await api.call('sagemaker', 'PutModelPackageGroupPolicy', { ModelPackageGroupName, ResourcePolicy });
    return { ref: String(ModelPackageGroupArn), attributes: { ModelPackageGroupArn: String(ModelPackageGroupArn) } };
  },
};

const featureGroup: ResourceType = {
  type: 'AWS::SageMaker::FeatureGroup',
  properties: ['FeatureGroupName', 'RecordIdentifierFeatureName', 'EventTimeFeatureName', 'FeatureDefinitions', 'OnlineStoreConfig', 'OfflineStoreConfig', 'RoleArn', 'Description', 'Tags'],
  async create({ properties, api }) {
    await api.call('sagemaker', 'CreateFeatureGroup', properties);
    const FeatureGroupName = text(properties, 'FeatureGroupName');
    const { CreationTime } = await api.call('sagemaker', 'DescribeFeatureGroup', { FeatureGroupName });
    return { ref: FeatureGroupName, attributes: { CreationTime: String(CreationTime), FeatureGroupStatus: 'Created' } };
  },
};

export const sageMakerTypes = [pipeline, modelPackageGroup, featureGroup];
