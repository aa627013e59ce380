import { createAthena, type AthenaOptions } from './athena/index.ts';
import { createCloudWatch } from './cloudwatch/index.ts';
import { assemble, type CloudOptions, type LocalCloud } from './core/assemble.ts';
import { createEvents } from './eventbridge/index.ts';
import { createGlue } from './glue/index.ts';
import { createIam, type IamOptions } from './iam/index.ts';
import { createKms } from './kms/index.ts';
import { createLakeFormation } from './lakeformation/index.ts';
import { createLambda, type LambdaOptions } from './lambda/index.ts';
import { createLogs } from './logs/index.ts';
import { createRam } from './ram/index.ts';
import { createS3 } from './s3/index.ts';
import { createSageMaker, type SageMakerOptions } from './sagemaker/index.ts';
import { createScheduler } from './scheduler/index.ts';
import { createSns } from './sns/index.ts';
import { createSqs } from './sqs/index.ts';
import { createSts } from './sts/index.ts';
import { createTrail } from './trail/index.ts';

export type { CloudOptions, LocalCloud } from './core/assemble.ts';

/** What stands in for the engines behind some services, for example in a simulation, and who is told what they decide. */
export interface EngineOptions {
  readonly iam?: IamOptions;
  readonly athena?: AthenaOptions;
  readonly lambda?: LambdaOptions;
  readonly sagemaker?: SageMakerOptions;
}

/** The local cloud with every service that it serves. */
export function createCloud(options: CloudOptions & EngineOptions): LocalCloud {
  return assemble(options, [
    (cloud) => createIam(cloud, options.iam),
    createSts,
    createTrail,
    createEvents,
    createScheduler,
    (cloud) => createLambda(cloud, options.lambda),
    createLogs,
    createCloudWatch,
    createS3,
    createRam,
    createSqs,
    createSns,
    createKms,
    createLakeFormation,
    createGlue,
    (cloud) => createAthena(cloud, options.athena),
    (cloud) => createSageMaker(cloud, options.sagemaker),
  ]);
}
