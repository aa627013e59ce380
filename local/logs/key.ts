import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';

/**
 * The service itself has to be allowed to use the key for this log group, or the group is not made (CloudWatch Logs user guide, "Encrypt
 * log data in CloudWatch Logs using AWS Key Management Service"; the wording is observed).
 */
export function assertKey(cloud: Cloud, account: string, group: string, key: string): void {
  const arn = `arn:aws:logs:${cloud.region}:${account}:log-group:${group}`;
  const servicePrincipal = `logs.${cloud.region}.amazonaws.com`;
  const caller = { accountId: account, arn: servicePrincipal, accessKeyId: '', servicePrincipal };
  try {
    cloud.kms.authorize(caller, key, ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'], {
      service: 'logs',
      context: { 'kms:encryptioncontext:aws:logs:arn': arn },
    });
  } catch (error) {
    if (error instanceof AwsError) throw new AwsError('InvalidParameterException', `The specified KMS key does not exist or is not allowed to be used with LogGroup '${arn}'`);
    throw error;
  }
}
