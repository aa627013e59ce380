import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RAMClient } from '@aws-sdk/client-ram';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { STSClient } from '@aws-sdk/client-sts';

/** Where and as whom to call: what every client of the SDK takes. */
export type ClientConfig = NonNullable<ConstructorParameters<typeof GlueClient>[0]> & ConstructorParameters<typeof STSClient>[0];

/** The clients of one account. */
export interface Clients {
  readonly athena: AthenaClient;
  readonly events: EventBridgeClient;
  readonly glue: GlueClient;
  readonly iam: IAMClient;
  readonly lake: LakeFormationClient;
  readonly lambda: LambdaClient;
  readonly ram: RAMClient;
  readonly sagemaker: SageMakerClient;
  readonly sts: STSClient;
  readonly trail: CloudTrailClient;
}

export function clientsOf(config: ClientConfig): Clients {
  return {
    athena: new AthenaClient(config),
    events: new EventBridgeClient(config),
    glue: new GlueClient(config),
    iam: new IAMClient(config),
    lake: new LakeFormationClient(config),
    lambda: new LambdaClient(config),
    ram: new RAMClient(config),
    sagemaker: new SageMakerClient(config),
    sts: new STSClient(config),
    trail: new CloudTrailClient(config),
  };
}
