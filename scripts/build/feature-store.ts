import type { Mesh, Model, Subscription } from '../../shared/mesh/mesh.ts';
import { featureGroupName, ownFeatures } from '../../shared/mesh/features.ts';
import type { CloudFormationResource } from './mesh-resources.ts';

type Features = NonNullable<Model['features']>;

interface WithFeatures {
  readonly subscription: Subscription;
  readonly model: Model;
  readonly features: Features;
}

/** Hive types of what Feature Store writes, and of the members that it adds (SageMaker AI developer guide, "offline store data format"). */
const hiveTypes = { Integral: 'bigint', Fractional: 'double', String: 'string' } as const;
const addedColumns = { write_time: 'timestamp', api_invocation_time: 'timestamp', is_deleted: 'boolean' } as const;

const sub = (text: string) => ({ 'Fn::Sub': text });
const attribute = (resource: string, name = 'Arn') => ({ 'Fn::GetAtt': [resource, name] });

/**
 * The Feature Store groups that `mesh.yml` asks for, the tables over their offline stores, and who may read those. Nothing where it asks for none.
 * The tables are the stack's own (a group can take an existing one), so that their names and grants are known before a group is made.
 */
export function featureStore(mesh: Mesh, idOf: (name: string) => string): Record<string, CloudFormationResource> {
  const models = mesh.subscriptions.flatMap((subscription) =>
    subscription.models.flatMap((model): WithFeatures[] => (model.features === undefined ? [] : [{ subscription, model, features: model.features }])),
  );
  if (models.length === 0) return {};
  return {
    FeatureDatabase: database(),
    FeatureStoreRole: writerRole(),
    FeatureReadingRole: readingRole(),
    FeatureLocation: {
      Type: 'AWS::LakeFormation::Resource',
      Properties: { ResourceArn: sub('${Bucket.Arn}/features'), RoleArn: attribute('FeatureReadingRole'), UseServiceLinkedRole: false },
    },
    ...Object.assign({}, ...models.map((each) => resourcesOf(each, idOf(each.model.name)))),
  };
}

function resourcesOf({ subscription, model, features }: WithFeatures, id: string): Record<string, CloudFormationResource> {
  return {
    [`FeatureTable${id}`]: table(model, features),
    [`FeatureGroup${id}`]: group(model, features, id),
    ...Object.fromEntries(readersOf(subscription).map((arn, index) => [`FeatureGrant${id}${index}`, grant(id, arn)])),
  };
}

/**
 * Roles that may select all that the pipeline itself may: a narrower role would see by way of the features what its own grants keep from it.
 */
export function readersOf({ access, roles }: Subscription): readonly string[] {
  return roles.filter((role) => role.permissions.includes('SELECT') && JSON.stringify(role.access) === JSON.stringify(access)).map(({ arn }) => arn);
}

function database(): CloudFormationResource {
  return {
    Type: 'AWS::Glue::Database',
    Properties: {
      CatalogId: { Ref: 'AWS::AccountId' },
      // Without default permissions: what Lake Formation grants is all that there is.
      DatabaseInput: { Name: 'meshloop_${sls:stage}_features', Description: 'Offline stores of the mesh’s feature groups.', CreateTableDefaultPermissions: [] },
    },
  };
}

/** Below the place of a model's groups, of the present one and of former ones: Feature Store adds the name of the group and its creation time. */
function prefixOf(model: Model): string {
  return `s3://\${Bucket}/features/${model.name}/`;
}

/** Without partition keys: nobody has to add partitions, and Athena reads all below the location. */
function table(model: Model, { columns }: Features): CloudFormationResource {
  const types = Object.entries({ ...ownFeatures, ...columns }).map(([Name, type]) => ({ Name, Type: hiveTypes[type] }));
  return {
    Type: 'AWS::Glue::Table',
    Properties: {
      CatalogId: { Ref: 'AWS::AccountId' },
      DatabaseName: { Ref: 'FeatureDatabase' },
      TableInput: {
        Name: tableName(model),
        Description: `Features of the model ${model.name}, as its runs prepared them.`,
        TableType: 'EXTERNAL_TABLE',
        Parameters: { EXTERNAL: 'TRUE', classification: 'parquet' },
        StorageDescriptor: {
          Location: sub(`${prefixOf(model)}\${AWS::AccountId}/sagemaker/\${AWS::Region}/offline-store/`),
          Columns: [...types, ...Object.entries(addedColumns).map(([Name, Type]) => ({ Name, Type }))],
          InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    },
  };
}

function tableName({ name }: Model): string {
  return name.toLowerCase().replaceAll('-', '_');
}

function group(model: Model, features: Features, id: string): CloudFormationResource {
  return {
    Type: 'AWS::SageMaker::FeatureGroup',
    Properties: {
      FeatureGroupName: featureGroupName(model.name, features.columns),
      Description: `Features of the model ${model.name}, as its runs prepared them.`.slice(0, 128),
      RecordIdentifierFeatureName: 'recordid',
      EventTimeFeatureName: 'eventtime',
      FeatureDefinitions: Object.entries({ ...ownFeatures, ...features.columns }).map(([FeatureName, FeatureType]) => ({ FeatureName, FeatureType })),
      OfflineStoreConfig: {
        S3StorageConfig: { S3Uri: sub(prefixOf(model)) },
        DisableGlueTableCreation: true,
        DataCatalogConfig: { Catalog: 'AwsDataCatalog', Database: { Ref: 'FeatureDatabase' }, TableName: { Ref: `FeatureTable${id}` } },
      },
      RoleArn: attribute('FeatureStoreRole'),
    },
  };
}

function grant(id: string, arn: string): CloudFormationResource {
  return {
    Type: 'AWS::LakeFormation::PrincipalPermissions',
    Properties: {
      Principal: { DataLakePrincipalIdentifier: arn },
      Resource: { Table: { CatalogId: { Ref: 'AWS::AccountId' }, DatabaseName: { Ref: 'FeatureDatabase' }, Name: { Ref: `FeatureTable${id}` } } },
      Permissions: ['SELECT', 'DESCRIBE'],
      PermissionsWithGrantOption: [],
    },
  };
}

/** Writes the offline stores (SageMaker AI developer guide, AmazonSageMakerFeatureStoreAccess), and no table. */
function writerRole(): CloudFormationResource {
  return role('feature-store', 'sagemaker.amazonaws.com', [
    { Sid: 'WriteFeatures', Effect: 'Allow', Action: ['s3:PutObject', 's3:PutObjectAcl'], Resource: sub('${Bucket.Arn}/features/*') },
    { Sid: 'LookAtBucket', Effect: 'Allow', Action: 's3:GetBucketAcl', Resource: attribute('Bucket') },
  ]);
}

/** What Lake Formation hands out to those whom it lets read. */
function readingRole(): CloudFormationResource {
  return role('feature-reading', 'lakeformation.amazonaws.com', [
    { Sid: 'ReadFeatures', Effect: 'Allow', Action: 's3:GetObject', Resource: sub('${Bucket.Arn}/features/*') },
    { Sid: 'ListFeatures', Effect: 'Allow', Action: 's3:ListBucket', Resource: attribute('Bucket'), Condition: { StringLike: { 's3:prefix': 'features/*' } } },
  ]);
}

// Without a condition on the source: neither service is documented to name one here, and a role is passed within its account only.
function role(name: string, Service: string, Statement: readonly object[]): CloudFormationResource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: `meshloop-\${sls:stage}-${name}`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Sid: 'Service', Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement } }],
    },
  };
}
