import { onEach, type Resources } from './resources.ts';

/** Types of the stacks' resources that take tags as a list of Key and Value (CloudFormation template reference). */
export const taggable = [
  'AWS::Athena::WorkGroup',
  'AWS::CloudWatch::Alarm',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SageMaker::FeatureGroup',
  'AWS::SageMaker::ModelPackageGroup',
  'AWS::SageMaker::Pipeline',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
];

export function withTags(resources: Resources, tags: Readonly<Record<string, string>>): Resources {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return onEach(resources, taggable, () => ({ Tags }));
}
