import type { Cloud } from '../core/cloud.ts';
import { AwsError, type Caller } from '../core/service.ts';
import type { Topic } from './topics.ts';

/**
 * Whoever publishes to a topic with a KMS key has to be allowed to use the key (Amazon SNS developer guide, "Key management"). CloudWatch
 * alarms are no exception: with the key of AWS for topics they tell nobody (AWS knowledge center, "cloudwatch-configure-alarm-sns"). Throws
 * KMSAccessDenied or KMSNotFound.
 */
export function assertKey(cloud: Cloud, topic: Topic, caller: Caller): void {
  const key = topic.attributes['KmsMasterKeyId'];
  if (key === undefined || key === '') return;
  try {
    cloud.kms.authorize(caller, key, ['GenerateDataKey', 'Decrypt'], { service: 'sns' });
  } catch (error) {
    if (error instanceof AwsError) throw new AwsError(error.code === 'KMS.NotFoundException' ? 'KMSNotFoundException' : 'KMSAccessDeniedException', error.message);
    throw error;
  }
}
