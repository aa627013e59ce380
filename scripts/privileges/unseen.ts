/** A permission that AWS's services use by themselves, so that no call of ours shows it. */
export interface Unseen {
  readonly role: string;
  readonly statement: string;
  /** Of the statement; all, if absent. */
  readonly actions?: readonly string[];
  /** Of the statement's resources, by their places; all, if absent. */
  readonly resources?: readonly number[];
  /** Who uses it, and where AWS says so. */
  readonly source: string;
}

const pipelines = 'SageMaker, for the steps of a pipeline (SageMaker AI developer guide, "IAM Access Management" of Pipelines)';
const dataset = 'SageMaker and Athena, for the training data (SageMaker API reference, AthenaDatasetDefinition; Athena user guide, "Configure access to databases and tables in the AWS Glue Data Catalog")';
const results = 'Athena, for the results of a query (Athena user guide, "Control access to Amazon S3 from Athena")';
const containers = 'SageMaker, for the containers of jobs (SageMaker AI developer guide, "CreateProcessingJob API: Execution Role Permissions", "CreateTrainingJob API: Execution Role Permissions")';
const scripts = 'the pipeline’s own scripts, which run only where Python can be had';
const featureStore = 'Feature Store (SageMaker AI developer guide, AWS managed policy AmazonSageMakerFeatureStoreAccess)';

export const unseen: readonly Unseen[] = [
  { role: 'reader', statement: 'ReadCatalog', actions: ['glue:GetPartition'], source: 'Athena, for a query on one partition (Athena user guide, "Configure access to databases and tables in the AWS Glue Data Catalog")' },
  { role: 'reader', statement: 'LookAtDefault', source: 'Athena, before any query (Athena user guide, "Configure access to databases and tables in the AWS Glue Data Catalog")' },
  { role: 'reader', statement: 'KeepQueryResults', actions: ['s3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], source: results },
  { role: 'reader', statement: 'ListQueryResults', source: results },
  { role: 'reconcile', statement: 'ListDatabases', actions: [], resources: [1], source: 'AWS Glue (Service Authorization Reference, GetDatabases)' },
  { role: 'pipeline', statement: 'RunJobs', source: pipelines },
  { role: 'pipeline', statement: 'AddPackages', actions: ['sagemaker:DescribeModelPackage', 'sagemaker:AddTags'], source: pipelines },
  { role: 'pipeline', statement: 'AddPackagesToGroups', source: pipelines },
  { role: 'pipeline', statement: 'PassOwnRole', source: pipelines },
  { role: 'pipeline', statement: 'RecordExperiments', source: 'SageMaker, for PipelineExperimentConfig (SageMaker AI developer guide, "Amazon SageMaker Experiments Integration")' },
  { role: 'pipeline', statement: 'ListModels', source: scripts },
  { role: 'pipeline', statement: 'WriteFeatures', source: scripts },
  { role: 'pipeline', statement: 'Query', source: dataset },
  { role: 'pipeline', statement: 'ReadData', source: dataset },
  { role: 'pipeline', statement: 'ReadProducts', source: dataset },
  { role: 'pipeline', statement: 'ReadLinks', source: dataset },
  { role: 'pipeline', statement: 'LookAtDefault', source: dataset },
  { role: 'pipeline', statement: 'KeepQueryResults', source: dataset },
  { role: 'pipeline', statement: 'KeepOutputs', source: containers },
  { role: 'pipeline', statement: 'ReadCodeAndProfiles', source: containers },
  { role: 'pipeline', statement: 'ListBucket', source: containers },
  { role: 'pipeline', statement: 'LogInToImages', source: containers },
  { role: 'pipeline', statement: 'PullImages', source: containers },
  { role: 'pipeline', statement: 'WriteJobLogs', source: containers },
  { role: 'pipeline', statement: 'WriteJobMetrics', source: containers },
  { role: 'feature-store', statement: 'WriteFeatures', source: featureStore },
  { role: 'feature-store', statement: 'LookAtBucket', source: featureStore },
  { role: 'feature-reading', statement: 'ReadFeatures', source: 'Lake Formation, for who may read the features (Lake Formation developer guide, "Requirements for roles used to register locations")' },
  { role: 'feature-reading', statement: 'ListFeatures', source: 'Lake Formation, for who may read the features (Lake Formation developer guide, "Requirements for roles used to register locations")' },
];

/** Refusals that a scenario wants to see: that of a statement which fences what the code would not ask for. */
export const wantedRefusals: readonly { readonly role: string; readonly action: string; readonly test: string }[] = [
  { role: 'accept-share', action: 'ram:AcceptResourceShareInvitation', test: 'IAM would refuse it' },
  { role: 'reader', action: 'lakeformation:GetDataAccess', test: 'access that never works' },
];
