/**
 * Statements that a key's policy needs beside its administrators', so that services of AWS may use it for what they put into our queues,
 * topic and logs. Roles of the account need none: their own policies decide, where the policy gives the account its say.
 */
export function keyPolicyStatements(stack: 'consumer' | 'central'): readonly object[] {
  const queues = {
    // Dead letters of rules. Without it EventBridge drops them: neither the event nor its failure is seen again.
    Sid: 'EventBridgeToQueues',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    // Amazon SQS developer guide, "Configure KMS permissions for AWS services".
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
  };
  return stack === 'central' ? [queues] : [queues, alarms, logs];
}

/** Amazon CloudWatch user guide, "Notifying users on alarm changes": encrypted topics. The key of AWS for topics does not admit CloudWatch. */
const alarms = {
  Sid: 'AlarmsToTopic',
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
};

/** CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service". */
const logs = {
  Sid: 'Logs',
  Effect: 'Allow',
  Principal: { Service: { 'Fn::Sub': 'logs.${AWS::Region}.${AWS::URLSuffix}' } },
  Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
  Resource: '*',
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/meshloop-*' } } },
};
