import { document, list, object, objects, optionalText, pick, text } from '../resource.ts';
import type { Making, ResourceType } from '../resource.ts';
import { isRecord } from '../../core/protocol/shape.ts';
import { StackError } from '../stack-error.ts';
import type { Json } from '../template.ts';

const bucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  properties: [
    'BucketName',
    'BucketEncryption',
    'PublicAccessBlockConfiguration',
    'LifecycleConfiguration',
    'OwnershipControls',
    'VersioningConfiguration',
    'Tags',
  ],
  async create(making) {
    const { properties, api, region } = making;
    const Bucket = optionalText(properties, 'BucketName') ?? making.physicalName(63).toLowerCase();
    await api.call('s3', 'CreateBucket', {
      Bucket,
      ...(region !== 'us-east-1' && { CreateBucketConfiguration: { LocationConstraint: region } }),
      ...ownership(properties),
    });
    await configure(making, Bucket);
    return {
      ref: Bucket,
      attributes: {
        Arn: `arn:aws:s3:::${Bucket}`,
        DomainName: `${Bucket}.s3.amazonaws.com`,
        RegionalDomainName: `${Bucket}.s3.${region}.amazonaws.com`,
      },
    };
  },
};

const bucketPolicy: ResourceType = {
  type: 'AWS::S3::BucketPolicy',
  properties: ['Bucket', 'PolicyDocument'],
  async create({ properties, api }) {
    const Bucket = text(properties, 'Bucket');
    await api.call('s3', 'PutBucketPolicy', { Bucket, Policy: document(properties, 'PolicyDocument') });
    return { ref: Bucket };
  },
};

async function configure({ properties, api }: Making, Bucket: string): Promise<void> {
  if (properties['PublicAccessBlockConfiguration'] !== undefined) {
    await api.call('s3', 'PutPublicAccessBlock', { Bucket, ...pick(properties, 'PublicAccessBlockConfiguration') });
  }
  if (properties['BucketEncryption'] !== undefined) {
    await api.call('s3', 'PutBucketEncryption', {
      Bucket,
      ServerSideEncryptionConfiguration: encryption(object(properties, 'BucketEncryption')),
    });
  }
  if (properties['VersioningConfiguration'] !== undefined)
    await api.call('s3', 'PutBucketVersioning', { Bucket, ...pick(properties, 'VersioningConfiguration') });
  if (properties['LifecycleConfiguration'] !== undefined) {
    const Rules = objects(object(properties, 'LifecycleConfiguration'), 'Rules').map(lifecycleRule);
    await api.call('s3', 'PutBucketLifecycleConfiguration', { Bucket, LifecycleConfiguration: { Rules } });
  }
  if (properties['Tags'] !== undefined) await api.call('s3', 'PutBucketTagging', { Bucket, Tagging: { TagSet: list(properties, 'Tags') } });
}

function ownership(properties: Json): Json {
  if (properties['OwnershipControls'] === undefined) return {};
  const [rule] = objects(object(properties, 'OwnershipControls'), 'Rules');
  return rule ? pick(rule, 'ObjectOwnership') : {};
}

function encryption(property: Json): Json {
  const Rules = objects(property, 'ServerSideEncryptionConfiguration').map(({ ServerSideEncryptionByDefault: byDefault, ...rest }) => {
    if (!isRecord(byDefault)) return rest;
    return { ...rest, ApplyServerSideEncryptionByDefault: byDefault };
  });
  return { Rules };
}

/** The API names these otherwise than CloudFormation ("AWS::S3::Bucket Rule" and the S3 API reference, "LifecycleRule"). */
function lifecycleRule(rule: Json): Json {
  const {
    Id,
    Prefix,
    Status,
    ExpirationInDays,
    ExpirationDate,
    AbortIncompleteMultipartUpload,
    NoncurrentVersionExpiration,
    TagFilters,
    Transitions,
    ...rest
  } = rule;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw new StackError(`property LifecycleConfiguration/Rules/${unknown} is not served by the local cloud`);
  const expiration = {
    ...(ExpirationInDays !== undefined && { Days: ExpirationInDays }),
    ...(ExpirationDate !== undefined && { Date: ExpirationDate }),
  };
  const tags = Array.isArray(TagFilters) ? TagFilters : [];
  const Filter = tags.length > 0 ? { And: { Prefix: Prefix ?? '', Tags: tags } } : { Prefix: Prefix ?? '' };
  return {
    ...(Id !== undefined && { ID: Id }),
    Status,
    Filter,
    ...(Object.keys(expiration).length > 0 && { Expiration: expiration }),
    ...(AbortIncompleteMultipartUpload !== undefined && { AbortIncompleteMultipartUpload }),
    ...(NoncurrentVersionExpiration !== undefined && { NoncurrentVersionExpiration }),
    ...(Transitions !== undefined && { Transitions }),
  };
}

export const s3Types = [bucket, bucketPolicy];
