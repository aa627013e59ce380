import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { isRecord } from '../../core/protocol/shape.ts';
import { clientConfig } from '../../core/clients.ts';
import type { Cloud } from '../../core/cloud.ts';
import type { Created } from '../scope.ts';
import { optionalText, text } from '../resource.ts';
import type { Making, ResourceType } from '../resource.ts';
import { StackError } from '../stack-error.ts';

/** CloudFormation's own account, as the holder of the places where custom resources answer. */
const CLOUDFORMATION = '000000000000';

/**
 * A custom resource backed by a function (CloudFormation user guide, "Create custom provisioning logic with custom resources"): the
 * function is invoked with the request and answers by a PUT to a presigned URL. AWS waits for the answer up to an hour; here it has
 * to be there when the invocation ends.
 */
async function create(type: string, making: Making): Promise<Created> {
  const { properties, api, cloud, logicalId, accountId, stackName } = making;
  const token = text(properties, 'ServiceToken');
  if (!token.startsWith('arn:aws:lambda:')) throw new StackError('a ServiceToken other than a function is not served by the local cloud');
  const place = await answerPlace(cloud);
  const request = {
    RequestType: 'Create',
    ResponseURL: place.url,
    StackId: `arn:aws:cloudformation:${cloud.region}:${accountId}:stack/${stackName}/${cloud.dice.uuid()}`,
    RequestId: cloud.dice.uuid(),
    ResourceType: type,
    LogicalResourceId: logicalId,
    ResourceProperties: properties,
  };
  const { FunctionError, Payload } = await api.call('lambda', 'Invoke', {
    FunctionName: token,
    Payload: Buffer.from(JSON.stringify(request)),
  });
  const stored = cloud.s3.get(place.bucket, place.key);
  if (stored === undefined) {
    const why = FunctionError === undefined || !(Payload instanceof Uint8Array) ? 'it returned without one' : Buffer.from(Payload).toString('utf8');
    throw new StackError(`Custom Resource failed to send a response: ${why}`);
  }
  return created(JSON.parse(Buffer.from(stored.body()).toString('utf8')));
}

/** CloudFormation user guide, "Custom resource response objects". */
function created(answer: unknown): Created {
  if (!isRecord(answer)) throw new StackError('Invalid response from the custom resource: it is not an object');
  if (answer['Status'] !== 'SUCCESS') throw new StackError(`Received response status [${String(answer['Status'])}] from custom resource. Message returned: ${String(answer['Reason'])}`);
  const ref = optionalText(answer, 'PhysicalResourceId');
  if (ref === undefined) throw new StackError('Invalid PhysicalResourceId');
  const data = isRecord(answer['Data']) ? answer['Data'] : {};
  return { ref, attributes: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value)])) };
}

async function answerPlace(cloud: Cloud): Promise<{ bucket: string; key: string; url: string }> {
  const Bucket = `cloudformation-custom-resource-response-${cloud.region.replaceAll('-', '')}`;
  if (cloud.s3.bucketOwner(Bucket) === undefined) await new S3Client(clientConfig(cloud, CLOUDFORMATION)).send(new CreateBucketCommand({ Bucket }));
  const key = cloud.dice.uuid();
  const day = new Date(cloud.clock.now()).toISOString().slice(0, 10).replaceAll('-', '');
  const credential = encodeURIComponent(`${CLOUDFORMATION}/${day}/${cloud.region}/s3/aws4_request`);
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Expires=7200&X-Amz-SignedHeaders=host&X-Amz-Signature=0`;
  return { bucket: Bucket, key, url: `https://${Bucket}.s3.${cloud.region}.amazonaws.com/${key}?${query}` };
}

/** The resource type of a name such as `Custom::PipelineCode`; undefined for other names. Every property goes to the function. */
export function customType(type: string, properties: readonly string[]): ResourceType | undefined {
  if (!type.startsWith('Custom::') && type !== 'AWS::CloudFormation::CustomResource') return undefined;
  return { type, properties, create: (making) => create(type, making) };
}
