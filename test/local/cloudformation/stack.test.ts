import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeLogGroupsCommand, CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetBucketLifecycleConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { deployStack } from '../../../local/cloudformation/index.ts';
import type { Template, TemplateResource } from '../../../local/cloudformation/index.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import { ACCOUNT, bundleFixtures, invocations, openBench, REGION } from '../lambda/support.ts';
import type { Bench } from '../lambda/support.ts';

const root = bundleFixtures('probe');

function statement(Principal: object, Action: string, Resource?: unknown, Condition?: object) {
  return { Effect: 'Allow', Principal, Action, ...(Resource !== undefined && { Resource }), ...(Condition && { Condition }) };
}

/** A rule that wakes a function, with everything that it needs, in an order that only their references put right. */
const wake: Record<string, TemplateResource> = {
  Config: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: 'Probe' },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: '1',
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dlq', 'Arn'] } } },
    },
  },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['Probe', 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
    },
  },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'wake',
      EventBusName: { Ref: 'Bus' },
      EventPattern: { source: ['own'] },
      Targets: [
        { Id: 'probe', Arn: { 'Fn::GetAtt': ['Probe', 'Arn'] }, RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: '300' } },
      ],
    },
  },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'mesh' } },
  Probe: {
    Type: 'AWS::Lambda::Function',
    DependsOn: ['Logs'],
    Properties: {
      FunctionName: { 'Fn::Sub': 'probe-${Stage}' },
      Runtime: 'nodejs24.x',
      Handler: 'dist/probe/index.handler',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Code: { S3Bucket: { Ref: 'Bucket' }, S3Key: 'probe.zip' },
      Environment: { Variables: { QUEUE: { Ref: 'Dlq' } } },
    },
  },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'probe',
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement({ Service: 'lambda.amazonaws.com' }, 'sts:AssumeRole')] },
      ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' }],
      Policies: [
        {
          PolicyName: 'own',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Dlq', 'Arn'] } }],
          },
        },
      ],
    },
  },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': '/aws/lambda/probe-${Stage}' }, RetentionInDays: 14 } },
  Dlq: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain', Properties: { QueueName: 'probe-dlq', MessageRetentionPeriod: 1209600 } },
  DlqPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Dlq' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [statement({ Service: 'events.amazonaws.com' }, 'sqs:SendMessage', { 'Fn::GetAtt': ['Dlq', 'Arn'] })],
      },
    },
  },
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      LifecycleConfiguration: { Rules: [{ Id: 'expire', Status: 'Enabled', Prefix: 'queries/', ExpirationInDays: 7 }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
  },
};

function template(resources: Template['Resources'] = wake): Template {
  return {
    Parameters: { Stage: { Type: 'String', Default: 'dev' } },
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: resources,
    Outputs: { Queue: { Value: { 'Fn::GetAtt': ['Dlq', 'Arn'] }, Export: { Name: 'probe-queue' } } },
  };
}

function deploy(bench: Bench, resources?: Template['Resources']) {
  return deployStack(bench.cloud, { accountId: ACCOUNT, stackName: 'own', template: template(resources), codeRoot: root });
}

/** The working template with one resource's properties changed. */
function withProperties(id: string, properties: object): Template['Resources'] {
  const resource = wake[id];
  if (!resource) throw new Error(`no resource ${id}`);
  return { ...wake, [id]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
}

describe('a stack', () => {
  it('is wired as its template says: an event on the bus wakes the function', async () => {
    const bench = openBench();
    await deploy(bench);

    bench.cloud.events.put(
      `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/mesh`,
      { source: 'own', detailType: 'Wake', detail: {} },
      {
        accountId: ACCOUNT,
        arn: `arn:aws:iam::${ACCOUNT}:root`,
        accessKeyId: ACCOUNT,
      },
    );
    await bench.clock.run();

    expect(invocations(bench.seen).map((line) => line.split(' ')[1])).toEqual(['started', 'succeeded']);
  });

  it('answers with physical ids and outputs', async () => {
    const { resources, outputs, notes } = await deploy(openBench());

    expect(resources).toMatchObject({
      Probe: 'probe-dev',
      Rule: 'mesh|wake',
      Bus: 'mesh',
      Role: 'probe',
      Bucket: expect.stringMatching(/^own-bucket-[a-z0-9]{12}$/),
    });
    expect(outputs).toEqual({ Queue: `arn:aws:sqs:${REGION}:${ACCOUNT}:probe-dlq` });
    expect(notes).toEqual([]);
  });

  it('sets what the API knows by other names', async () => {
    const bench = openBench();
    const { resources } = await deploy(bench);
    const config = clientConfig(bench.cloud, ACCOUNT);

    const rule = await new EventBridgeClient(config).send(new DescribeRuleCommand({ Name: 'wake', EventBusName: 'mesh' }));
    const { Targets } = await new EventBridgeClient(config).send(new ListTargetsByRuleCommand({ Rule: 'wake', EventBusName: 'mesh' }));
    const { Attributes } = await new SQSClient(config).send(
      new GetQueueAttributesCommand({ QueueUrl: resources['Dlq'], AttributeNames: ['All'] }),
    );
    const lifecycle = await new S3Client(config).send(new GetBucketLifecycleConfigurationCommand({ Bucket: resources['Bucket'] }));
    const { logGroups } = await new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({}));

    expect(JSON.parse(rule.EventPattern ?? '')).toEqual({ source: ['own'] });
    expect(Targets).toMatchObject([{ RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 300 } }]);
    expect(Attributes).toMatchObject({ MessageRetentionPeriod: '1209600', Policy: expect.stringContaining('events.amazonaws.com') });
    expect(lifecycle.Rules).toMatchObject([{ ID: 'expire', Filter: { Prefix: 'queries/' }, Expiration: { Days: 7 } }]);
    expect(logGroups).toMatchObject([{ logGroupName: '/aws/lambda/probe-dev', retentionInDays: 14 }]);
  });

  it('leaves out what a condition rules out', async () => {
    const bench = openBench();
    await deploy(bench, { ...wake, Extra: { Type: 'AWS::IAM::Role', Condition: 'Never', Properties: { RoleName: 'extra' } } });

    await expect(new IAMClient(clientConfig(bench.cloud, ACCOUNT)).send(new GetRoleCommand({ RoleName: 'extra' }))).rejects.toThrow(
      /extra/,
    );
  });

  it('gives its exports to other stacks of the account', async () => {
    const bench = openBench();
    await deploy(bench);
    const second = { Resources: {}, Outputs: { Seen: { Value: { 'Fn::ImportValue': 'probe-queue' } } } };

    const { outputs } = await deployStack(bench.cloud, { accountId: ACCOUNT, stackName: 'second', template: second, codeRoot: root });

    expect(outputs).toEqual({ Seen: `arn:aws:sqs:${REGION}:${ACCOUNT}:probe-dlq` });
  });
});

describe('a stack is refused with', () => {
  it.each([
    [
      'an unknown resource type',
      { ...wake, Table: { Type: 'AWS::DynamoDB::Table' } },
      /own: Table \(AWS::DynamoDB::Table\): this resource type is not served/,
    ],
    ['an unknown property', withProperties('Rule', { Tragets: [] }), /own: Rule \(AWS::Events::Rule\): unknown properties: Tragets/],
    [
      'an unknown member of a property',
      withProperties('Rule', { Targets: [{ Id: 'x', Arn: 'arn:aws:lambda:eu-central-1:1:function:f', RetryPolicies: {} }] }),
      /Rule .*Targets\/0\/RetryPolicies is unknown/,
    ],
    [
      'an unknown resource attribute',
      { ...wake, Bus: { ...wake['Bus'], Type: 'AWS::Events::EventBus', Dependson: 'Rule' } },
      /'Dependson' of Bus/,
    ],
    [
      'a circle of references',
      { ...wake, Bus: { ...wake['Bus'], Type: 'AWS::Events::EventBus', DependsOn: 'Rule' } },
      /Circular dependency between resources: \[(Rule, Bus, Rule|Bus, Rule, Bus)\]/,
    ],
    [
      'a role that does not trust Lambda',
      withProperties('Role', {
        AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement({ Service: 'events.amazonaws.com' }, 'sts:AssumeRole')] },
      }),
      /Probe .*cannot be assumed by Lambda/,
    ],
    ['a malformed event pattern', withProperties('Rule', { EventPattern: { source: 'own' } }), /Rule .*pattern/i],
    [
      'more than five targets',
      withProperties('Rule', {
        Targets: Array.from({ length: 6 }, (_, n) => ({ Id: `t${n}`, Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f` })),
      }),
      /Rule .*LimitExceededException/,
    ],
    [
      'a failure destination that the role may not reach',
      withProperties('Role', { Policies: [] }),
      /Config .*does not have permissions to call SendMessage/,
    ],
  ])('%s', async (_name, resources: Template['Resources'], message) => {
    await expect(deploy(openBench(), resources)).rejects.toThrow(message);
  });
});
