import type { Cloud } from '../core/cloud.ts';
import { AwsError, type Caller } from '../core/service.ts';
import type { Queue } from './queue.ts';

/**
 * Whoever sends to or receives from a queue with a KMS key has to be allowed to use the key (Amazon SQS developer guide, "Key management":
 * a producer needs GenerateDataKey and Decrypt, a consumer Decrypt). Throws KmsAccessDenied or KmsNotFound.
 */
export function assertKey(cloud: Cloud, queue: Queue, caller: Caller, actions: readonly string[]): void {
  const key = queue.given['KmsMasterKeyId'];
  if (key === undefined || key === '') return;
  try {
    cloud.kms.authorize(caller, key, actions, { service: 'sqs' });
  } catch (error) {
    // SQS has errors of its own for KMS's (Amazon SQS API reference, SendMessage).
    if (error instanceof AwsError && error.code === 'KMS.NotFoundException') throw new AwsError('KmsNotFound', error.message);
    if (error instanceof AwsError) throw new AwsError('KmsAccessDenied', error.message);
    throw error;
  }
}
