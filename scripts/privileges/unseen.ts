/** A permission that AWS's services use by themselves, so that no call of ours shows it. */
export interface Unseen {
  /** Each role that has the statement, if absent. */
  readonly role?: string;
  readonly statement: string;
  /** Those of the statement that it uses. Listed here too: what a statement has beyond them is unused. */
  readonly actions: readonly string[];
  /** Endings of the patterns that it uses and nothing else needs. */
  readonly resources: readonly string[];
  /** Who uses it, and where AWS says so. */
  readonly source: string;
}

const pipelines = 'SageMaker, for the steps of a pipeline (SageMaker AI developer guide, "IAM Access Management" of Pipelines)';
const dataset = 'SageMaker and Athena, for the training data (SageMaker API reference, AthenaDatasetDefinition; Athena user guide, "Configure access to databases and tables in the AWS Glue Data Catalog")';
const results = 'Athena, for the results of a query (Athena user guide, "Control access to Amazon S3 from Athena")';
const containers = 'SageMaker, for the containers of jobs (SageMaker AI developer guide, "CreateProcessingJob API: Execution Role Permissions", "CreateTrainingJob API: Execution Role Permissions")';
const scripts = 'the pipeline’s own scripts, which run only where Python can be had';
const featureStore = 'Feature Store (SageMaker AI developer guide, AWS managed policy AmazonSageMakerFeatureStoreAccess)';
const lambda = 'Lambda, for functions in a VPC (Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC")';

export const unseen: readonly Unseen[] = [
  { role: 'reader', statement: 'ReadCatalog', actions: ['glue:GetPartition'], resources: [], source: 'Athena, for a query on one partition (Athena user guide, "Configure access to databases and tables in the AWS Glue Data Catalog")' },
  { role: 'reader', statement: 'LookAtDefault', actions: ['glue:GetDatabase'], resources: ['database/default'], source: 'Athena, before any query (Athena user guide, "Configure access to databases and tables in the AWS Glue Data Catalog")' },
  { role: 'reader', statement: 'KeepQueryResults', actions: ['s3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], resources: [], source: results },
  { role: 'reader', statement: 'ListQueryResults', actions: ['s3:ListBucket', 's3:ListBucketMultipartUploads'], resources: ['${Bucket.Arn}'], source: results },
  { role: 'reconcile', statement: 'ListDatabases', actions: [], resources: ['database/*'], source: 'AWS Glue (Service Authorization Reference, GetDatabases)' },
  { role: 'pipeline', statement: 'RunJobs', actions: ['sagemaker:CreateProcessingJob', 'sagemaker:DescribeProcessingJob', 'sagemaker:StopProcessingJob', 'sagemaker:CreateTrainingJob', 'sagemaker:DescribeTrainingJob', 'sagemaker:StopTrainingJob', 'sagemaker:AddTags'], resources: ['processing-job/pipelines-*', 'training-job/pipelines-*'], source: pipelines },
  { role: 'pipeline', statement: 'AddPackages', actions: ['sagemaker:DescribeModelPackage', 'sagemaker:AddTags'], resources: [], source: pipelines },
  { role: 'pipeline', statement: 'AddPackagesToGroups', actions: ['sagemaker:CreateModelPackage', 'sagemaker:DescribeModelPackageGroup'], resources: ['model-package-group/credit-risk'], source: pipelines },
  { role: 'pipeline', statement: 'PassOwnRole', actions: ['iam:PassRole'], resources: ['role/meshloop-dev-pipeline'], source: pipelines },
  { role: 'pipeline', statement: 'RecordExperiments', actions: ['sagemaker:CreateExperiment', 'sagemaker:DescribeExperiment', 'sagemaker:CreateTrial', 'sagemaker:DescribeTrial', 'sagemaker:AssociateTrialComponent', 'sagemaker:DescribeTrialComponent'], resources: ['experiment/*', 'experiment-trial/*', 'experiment-trial-component/*'], source: 'SageMaker, for PipelineExperimentConfig (SageMaker AI developer guide, "Amazon SageMaker Experiments Integration")' },
  { role: 'pipeline', statement: 'ListModels', actions: ['sagemaker:ListModelPackages'], resources: ['*'], source: scripts },
  { role: 'pipeline', statement: 'WriteFeatures', actions: ['sagemaker:DescribeFeatureGroup', 'sagemaker:PutRecord'], resources: ['feature-group/none-in-mesh-yml'], source: scripts },
  { role: 'pipeline', statement: 'Query', actions: ['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StopQueryExecution'], resources: ['workgroup/${PipelineWorkGroup}'], source: dataset },
  { role: 'pipeline', statement: 'ReadData', actions: ['lakeformation:GetDataAccess'], resources: ['*'], source: dataset },
  { role: 'pipeline', statement: 'ReadProducts', actions: ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'], resources: ['catalog', 'database/credit_risk', 'table/credit_risk/*'], source: dataset },
  { role: 'pipeline', statement: 'ReadLinks', actions: ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'], resources: ['catalog', 'database/rl_credit_risk', 'table/rl_credit_risk/*'], source: dataset },
  { role: 'pipeline', statement: 'LookAtDefault', actions: ['glue:GetDatabase'], resources: ['database/default'], source: dataset },
  { role: 'pipeline', statement: 'KeepQueryResults', actions: ['glue:GetDatabase', 'glue:CreateDatabase', 'glue:CreateTable', 'glue:GetTable', 'glue:GetPartitions', 'glue:DeleteTable'], resources: ['catalog', 'database/sagemaker_processing', 'table/sagemaker_processing/sagemaker_tmp_*'], source: dataset },
  { role: 'pipeline', statement: 'KeepOutputs', actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], resources: ['${Bucket.Arn}/pipeline/*', '${Bucket.Arn}/models/*', '${Bucket.Arn}/profiles/*/*/runs/*'], source: containers },
  { role: 'pipeline', statement: 'ReadCodeAndProfiles', actions: ['s3:GetObject'], resources: ['${Bucket.Arn}/code/*', '${Bucket.Arn}/profiles/*'], source: containers },
  { role: 'pipeline', statement: 'ListBucket', actions: ['s3:GetBucketLocation', 's3:ListBucket'], resources: ['${Bucket.Arn}'], source: containers },
  { role: 'pipeline', statement: 'LogInToImages', actions: ['ecr:GetAuthorizationToken'], resources: ['*'], source: containers },
  { role: 'pipeline', statement: 'PullImages', actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], resources: ['repository/sagemaker-*'], source: containers },
  { role: 'pipeline', statement: 'WriteJobLogs', actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], resources: ['log-group:/aws/sagemaker/*'], source: containers },
  { role: 'pipeline', statement: 'WriteJobMetrics', actions: ['cloudwatch:PutMetricData'], resources: ['*'], source: containers },
  { role: 'feature-store', statement: 'WriteFeatures', actions: ['s3:PutObject', 's3:PutObjectAcl'], resources: ['${Bucket.Arn}/features/*'], source: featureStore },
  { role: 'feature-store', statement: 'LookAtBucket', actions: ['s3:GetBucketAcl'], resources: ['${Bucket.Arn}'], source: featureStore },
  { role: 'feature-reading', statement: 'ReadFeatures', actions: ['s3:GetObject'], resources: ['${Bucket.Arn}/features/*'], source: 'Lake Formation, for who may read the features (Lake Formation developer guide, "Requirements for roles used to register locations")' },
  { role: 'feature-reading', statement: 'ListFeatures', actions: ['s3:ListBucket'], resources: ['${Bucket.Arn}'], source: 'Lake Formation, for who may read the features (Lake Formation developer guide, "Requirements for roles used to register locations")' },
  { statement: 'UseKey', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['${Key.Arn}'], source: 'Amazon S3 and Amazon SQS, for what the key locks (Amazon S3 user guide, "Using server-side encryption with AWS KMS keys"; Amazon SQS developer guide, "Configure KMS permissions")' },
  { statement: 'SeeNetworkInterfaces', actions: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], resources: ['*'], source: lambda },
  { statement: 'HaveNetworkInterfaces', actions: ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'], resources: ['*/*'], source: lambda },
];

/** Refusals that a scenario wants to see: that of a statement which fences what the code would not ask for. */
export const wantedRefusals: readonly { readonly role: string; readonly action: string; readonly test: string }[] = [
  { role: 'accept-share', action: 'ram:AcceptResourceShareInvitation', test: 'IAM would refuse it' },
  { role: 'reader', action: 'lakeformation:GetDataAccess', test: 'access that never works' },
];
