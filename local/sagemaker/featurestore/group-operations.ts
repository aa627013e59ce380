import type {
  CreateFeatureGroupCommandInput,
  CreateFeatureGroupCommandOutput,
  DeleteFeatureGroupCommandInput,
  DescribeFeatureGroupCommandInput,
  DescribeFeatureGroupCommandOutput,
} from '@aws-sdk/client-sagemaker';
import { page } from '../../core/pages.ts';
import { AwsError, type Call, type Output } from '../../core/service.ts';
import { notFound, validation } from '../errors.ts';
import type { Tags } from '../tag-operations.ts';
import type { FeatureGroup, FeatureGroups } from './groups.ts';

/** SageMaker AI developer guide, "Quotas, naming rules and data types" of Feature Store. */
const RESERVED = ['is_deleted', 'write_time', 'api_invocation_time'];
/** Features that DescribeFeatureGroup shows at once. */
const PAGE = 2_500;

export function featureGroupOperations(groups: FeatureGroups, tags: Tags) {
  const get = (call: Call, name: string | undefined): FeatureGroup => {
    const group = groups.find(call.caller.accountId, name);
    if (group === undefined) throw notFound(`Feature Group '${groups.arn(call.caller.accountId, name)}' does not exist.`);
    return group;
  };
  return {
    CreateFeatureGroup(input: CreateFeatureGroupCommandInput, call: Call): Output<CreateFeatureGroupCommandOutput> {
      const { cloud, caller } = call;
      const name = input.FeatureGroupName ?? '';
      if (groups.find(caller.accountId, name) !== undefined) {
        throw new AwsError('ResourceInUse', `Resource Already Exists: FeatureGroup with name ${name} already exists. Choose a different name.`);
      }
      const types = checked(input);
      refuseUnserved(input);
      if (input.OfflineStoreConfig !== undefined) cloud.iam.assertRoleTrusts(roleOf(input), 'sagemaker.amazonaws.com');
      const createdAt = cloud.clock.now();
      const { RecordIdentifierFeatureName = '', EventTimeFeatureName = '' } = input;
      const prefix = input.OfflineStoreConfig?.S3StorageConfig?.S3Uri?.replace(/\/+$/, '');
      const arn = groups.arn(caller.accountId, name);
      groups.add({
        name,
        arn,
        account: caller.accountId,
        createdAt,
        request: { ...input, RecordIdentifierFeatureName, EventTimeFeatureName },
        types,
        // SageMaker AI developer guide, "Amazon SageMaker Feature Store offline store data format".
        outputUri: prefix && `${prefix}/${caller.accountId}/sagemaker/${cloud.region}/offline-store/${name}-${Math.floor(createdAt / 1000)}/data`,
        online: input.OnlineStoreConfig?.EnableOnlineStore === true ? new Map() : undefined,
        buffer: [],
        failure: undefined,
      });
      tags.add(arn, input.Tags);
      return { FeatureGroupArn: arn };
    },

    DescribeFeatureGroup(input: DescribeFeatureGroupCommandInput, call: Call): Output<DescribeFeatureGroupCommandOutput> {
      const { name, arn, createdAt, request, outputUri, failure } = get(call, input.FeatureGroupName);
      const { items, nextToken } = page(request.FeatureDefinitions ?? [], input.NextToken, PAGE, 'ValidationException');
      const { OfflineStoreConfig, OnlineStoreConfig, RoleArn, Description, RecordIdentifierFeatureName, EventTimeFeatureName } = request;
      return {
        FeatureGroupName: name,
        FeatureGroupArn: arn,
        RecordIdentifierFeatureName,
        EventTimeFeatureName,
        FeatureDefinitions: [...items],
        CreationTime: new Date(createdAt),
        OnlineStoreConfig,
        OfflineStoreConfig: OfflineStoreConfig && {
          ...OfflineStoreConfig,
          S3StorageConfig: { S3Uri: undefined, ...OfflineStoreConfig.S3StorageConfig, ResolvedOutputS3Uri: outputUri },
        },
        RoleArn,
        Description,
        FeatureGroupStatus: 'Created',
        ...(OfflineStoreConfig === undefined ? {} : { OfflineStoreStatus: failure === undefined ? { Status: 'Active' } : { Status: 'Blocked', BlockedReason: failure } }),
        NextToken: nextToken,
      };
    },

    /** The offline store's files and table stay (SageMaker API reference, DeleteFeatureGroup). */
    DeleteFeatureGroup(input: DeleteFeatureGroupCommandInput, call: Call): void {
      groups.delete(get(call, input.FeatureGroupName));
    },
  };
}

/** Types by feature. Throws ValidationException for what does not fit together. */
function checked({ FeatureDefinitions = [], RecordIdentifierFeatureName = '', EventTimeFeatureName = '', ...input }: CreateFeatureGroupCommandInput): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const { FeatureName = '', FeatureType = '' } of FeatureDefinitions) {
    if (RESERVED.includes(FeatureName)) throw validation(`Validation Error: ${FeatureName} is a reserved feature name.`);
    if (types.has(FeatureName)) throw validation(`Validation Error: feature ${FeatureName} is defined more than once.`);
    types.set(FeatureName, FeatureType);
  }
  for (const name of [RecordIdentifierFeatureName, EventTimeFeatureName]) {
    if (!types.has(name)) throw validation(`Validation Error: ${name} is not one of the feature definitions.`);
  }
  if (types.get(EventTimeFeatureName) === 'Integral') throw validation('Validation Error: the event time feature must be of type String or Fractional.');
  if (input.OnlineStoreConfig === undefined && input.OfflineStoreConfig === undefined) {
    throw validation('Validation Error: at least one of OnlineStoreConfig and OfflineStoreConfig must be given.');
  }
  return types;
}

function roleOf({ RoleArn }: CreateFeatureGroupCommandInput): string {
  if (RoleArn === undefined) throw validation('Validation Error: RoleArn is required with an OfflineStoreConfig.');
  return RoleArn;
}

function refuseUnserved({ OfflineStoreConfig, OnlineStoreConfig, FeatureDefinitions = [] }: CreateFeatureGroupCommandInput): void {
  if (OfflineStoreConfig !== undefined && OfflineStoreConfig.DisableGlueTableCreation !== true) {
    throw validation('The Glue table that Feature Store makes by itself is not served by the local cloud: set DisableGlueTableCreation, and make the table.');
  }
  if (OfflineStoreConfig?.TableFormat === 'Iceberg') throw validation('The table format Iceberg is not served by the local cloud.');
  if (OnlineStoreConfig?.StorageType === 'InMemory') throw validation('The storage type InMemory is not served by the local cloud.');
  if (FeatureDefinitions.some(({ CollectionType }) => CollectionType !== undefined)) throw validation('A feature that is a collection is not served by the local cloud.');
}
