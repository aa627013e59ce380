import { athenaTypes } from './athena.ts';
import { cloudWatchTypes } from './cloudwatch.ts';
import { eventsTypes } from './events.ts';
import { glueTypes } from './glue.ts';
import { iamTypes } from './iam.ts';
import { kmsTypes } from './kms.ts';
import { lakeFormationTypes } from './lakeformation.ts';
import { lambdaTypes } from './lambda.ts';
import { logsTypes } from './logs.ts';
import { s3Types } from './s3.ts';
import { sageMakerTypes } from './sagemaker.ts';
import { schedulerTypes } from './scheduler.ts';
import { snsTypes } from './sns.ts';
import { sqsTypes } from './sqs.ts';
import type { ResourceType } from '../resource.ts';

const ALL: readonly ResourceType[] = [
  ...athenaTypes,
  ...cloudWatchTypes,
  ...eventsTypes,
  ...glueTypes,
  ...iamTypes,
  ...kmsTypes,
  ...lakeFormationTypes,
  ...lambdaTypes,
  ...logsTypes,
  ...s3Types,
  ...sageMakerTypes,
  ...schedulerTypes,
  ...snsTypes,
  ...sqsTypes,
];

/** Every resource type that a stack may hold, by its name. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(ALL.map((type) => [type.type, type]));
