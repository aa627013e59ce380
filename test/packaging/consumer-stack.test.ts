import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { resourcesOf, root, templateText, text, type Resource } from './templates.ts';

const functions = resourcesOf('.', 'AWS::Lambda::Function');
const rules = resourcesOf('.', 'AWS::Events::Rule');

/** `NoticeChangeLambdaFunction` → `NoticeChange`. */
const stem = ({ id }: Resource) => id.replace(/LambdaFunction$/, '');

function one(type: string, id: string): Resource {
  const found = resourcesOf('.', type).find((resource) => resource.id === id);
  if (found === undefined) throw new Error(`The template has no ${type} ${id}.`);
  return found;
}

describe('functions', () => {
  it('are those of functions/, each with a bundle and a mesh beside it', () => {
    const files = globSync('functions/*.ts', { cwd: root }).map((file) => basename(file, '.ts'));

    expect(functions.map(({ Properties }) => text(Properties, 'FunctionName')).toSorted()).toEqual(
      files.map((name) => `meshloop-dev-${name}`).toSorted(),
    );
    for (const name of files) {
      expect(existsSync(join(root, 'dist', name, 'index.cjs'))).toBe(true);
      expect(existsSync(join(root, 'dist', name, 'mesh.json'))).toBe(true);
    }
  });

  it.each(functions.map((resource) => [stem(resource), resource] as const))(
    '%s has runtime, own role and log retention',
    (name, resource) => {
      expect(resource.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
        Environment: {
          Variables: {
            POWERTOOLS_SERVICE_NAME: text(resource.Properties, 'FunctionName').replace('meshloop-dev-', ''),
          },
        },
      });
      expect(one('AWS::Logs::LogGroup', `${name}LogGroup`).Properties).toMatchObject({ RetentionInDays: 30 });
    },
  );

  // Whoever calls the widget waits for the answer: there is nothing to try again.
  it.each(functions.map(stem).filter((name) => name !== 'ShowProducts'))('%s is tried again, and what failed for good is kept', (name) => {
    expect(one('AWS::Lambda::EventInvokeConfig', `${name}LambdaEvConf`).Properties).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [`${name}Queue`, 'Arn'] } } },
    });
  });
});

describe('rules', () => {
  const waking = rules.filter(({ id }) => id !== 'TellCentral');

  it.each(waking.map((rule) => [text(rule.Properties, 'Name'), rule] as const))(
    '%s wakes one function, with retries and a queue that admits it',
    (name, rule) => {
      const target = functions.find((resource) => name.startsWith(text(resource.Properties, 'FunctionName')));
      if (target === undefined) throw new Error(`No function is named as in ${name}.`);

      expect(rule.Properties?.['Targets']).toEqual([
        {
          Arn: { 'Fn::GetAtt': [target.id, 'Arn'] },
          Id: expect.any(String),
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [`${stem(target)}Queue`, 'Arn'] } },
        },
      ]);
      const policy = text(one('AWS::SQS::QueuePolicy', `${stem(target)}QueuePolicy`).Properties, 'PolicyDocument');
      expect(policy).toContain('"Service":"events.amazonaws.com"');
      const bus = rule.Properties?.['EventBusName'] === undefined ? 'rule/' : 'rule/${MeshBus}/';
      expect(policy).toContain(`:${bus}${text(target.Properties, 'FunctionName')}-*`);
    },
  );

  it('the ends of runs go to central’s own bus, which admits them and nothing else', () => {
    const bus = 'arn:${AWS::Partition}:events:${AWS::Region}:111111111111:event-bus/meshloop-dev';
    expect(one('AWS::Events::Rule', 'TellCentral').Properties).toMatchObject({
      EventPattern: { source: ['meshloop'], 'detail-type': ['Retraining Finished', 'Share Blocked'] },
      Targets: [{ Arn: { 'Fn::Sub': bus }, RoleArn: { 'Fn::GetAtt': ['TellCentralRole', 'Arn'] }, DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['TellCentralQueue', 'Arn'] } } }],
    });
    const [policy] = resourcesOf('central', 'AWS::Events::EventBusPolicy');
    expect(policy?.Properties).toMatchObject({
      EventBusName: { Ref: 'ModelsBus' },
      Statement: {
        Principal: { AWS: { 'Fn::Sub': expect.stringContaining('222222222222') } },
        Action: 'events:PutEvents',
        Condition: { StringEquals: { 'events:source': 'meshloop', 'events:detail-type': ['Retraining Finished', 'Share Blocked'] } },
      },
    });
  });

  it.each(rules.map((rule) => [text(rule.Properties, 'Name'), rule] as const))('%s pins the account', (_name, rule) => {
    const pattern = rule.Properties?.['EventPattern'];
    const fromCentral = text(rule.Properties, 'Name').startsWith('meshloop-dev-notice-');

    expect(pattern).toMatchObject({ account: [fromCentral ? '111111111111' : '222222222222'] });
  });

  it('match AWS’s own events of this account on the default bus, all others on the mesh bus', () => {
    for (const { Properties } of rules) {
      const own = text(Properties, 'EventPattern', 'account', 0) === '222222222222';
      const fromAws = text(Properties, 'EventPattern', 'source', 0).startsWith('aws.');
      expect(Properties?.['EventBusName']).toEqual(own && fromAws ? undefined : { Ref: 'MeshBus' });
    }
  });
});

describe('the mesh bus', () => {
  it('admits central for what it forwards, and nobody else', () => {
    const policies = resourcesOf('.', 'AWS::Events::EventBusPolicy').map(({ Properties }) => Properties?.['Statement']);

    expect(policies).toHaveLength(3);
    for (const policy of policies) {
      expect(policy).toMatchObject({
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::111111111111:root' } },
        Action: 'events:PutEvents',
        Condition: { StringEquals: { 'events:source': expect.stringMatching(/^aws\./), 'events:detail-type': expect.anything() } },
      });
    }
  });
});

describe('the bucket', () => {
  const bucket = one('AWS::S3::Bucket', 'Bucket');

  it('is encrypted, private and kept', () => {
    expect(bucket.DeletionPolicy).toBe('Retain');
    expect(text(bucket.Properties, 'BucketEncryption')).toContain('AES256');
    expect(bucket.Properties?.['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(text(one('AWS::S3::BucketPolicy', 'BucketPolicy').Properties, 'PolicyDocument')).toContain('"aws:SecureTransport":"false"');
  });

  it('lets only query results and pipeline outputs expire', () => {
    const expiring = JSON.parse(text(bucket.Properties, 'LifecycleConfiguration', 'Rules')).filter(
      (rule: object) => 'ExpirationInDays' in rule,
    );

    expect(expiring.map((rule: { Prefix: string }) => rule.Prefix)).toEqual(['queries/', 'pipeline/']);
  });
});

it('work groups limit the scan without enforcing', () => {
  for (const { Properties } of resourcesOf('.', 'AWS::Athena::WorkGroup')) {
    expect(Properties?.['WorkGroupConfiguration']).toMatchObject({
      EnforceWorkGroupConfiguration: false,
      BytesScannedCutoffPerQuery: { Ref: 'AthenaScanLimit' },
    });
  }
});

it('sagemaker_processing and its grants hang on a parameter and are kept', () => {
  for (const type of ['AWS::Glue::Database', 'AWS::LakeFormation::PrincipalPermissions']) {
    for (const resource of resourcesOf('.', type)) {
      expect(resource).toMatchObject({ Condition: 'CreateSagemakerProcessing', DeletionPolicy: 'Retain' });
    }
  }
});

it('the schedules put events through a role of their own, for this account only', () => {
  const role = one('AWS::IAM::Role', 'SchedulerRole').Properties;

  expect(text(role, 'AssumeRolePolicyDocument')).toContain('"aws:SourceAccount":{"Ref":"AWS::AccountId"}');
  expect(text(role, 'Policies')).toContain('"Action":"events:PutEvents","Resource":{"Fn::GetAtt":["MeshBus","Arn"]}');
});

it('no variable of the framework is left over', () => {
  for (const stack of ['.', 'central'] as const) expect(templateText(stack)).not.toMatch(/\$\{(self|sls|file|param|env|opt):/);
});

describe('archives', () => {
  const patternOf = (id: string): unknown => one('AWS::Events::Archive', id).Properties?.['EventPattern'];
  const parsed = z.looseObject({ source: z.array(z.string()), 'detail-type': z.optional(z.array(z.string())), detail: z.optional(z.unknown()) });

  it('keep of the default bus exactly what wakes a function, but for reads of data', () => {
    const { $or, ...rest } = z.looseObject({ account: z.unknown(), $or: z.array(parsed) }).parse(patternOf('DefaultArchive'));
    expect(rest).toEqual({ account: ['222222222222'] });
    const onDefault = rules.filter(({ id, Properties }) => Properties?.['EventBusName'] === undefined && id !== 'AuditAccessRule');
    const key = (pattern: z.infer<typeof parsed>) => `${pattern.source.join()}: ${pattern['detail-type']?.join()}`;
    const matched = onDefault.map(({ Properties }) => parsed.parse(Properties?.['EventPattern']));
    expect(new Set($or.map(key))).toEqual(new Set(matched.map(key)));
    // The two work groups are one entry; each other is the rule's own.
    const others = matched.filter((pattern) => !pattern.source.includes('aws.athena')).map(({ source, 'detail-type': type, detail }) => JSON.stringify({ source, type, detail }));
    const kept = $or.map(({ source, 'detail-type': type, detail }) => JSON.stringify({ source, type, detail }));
    expect(kept).toEqual(expect.arrayContaining(others));
  });

  it('keep of the mesh bus what it admits, for as long as the parameter says', () => {
    const onMesh = rules.flatMap(({ Properties }) => (Properties?.['EventBusName'] === undefined ? [] : parsed.parse(Properties['EventPattern']).source));
    expect(new Set(parsed.parse(patternOf('MeshArchive')).source)).toEqual(new Set(onMesh));
    for (const id of ['MeshArchive', 'DefaultArchive']) expect(one('AWS::Events::Archive', id).Properties?.['RetentionDays']).toEqual({ Ref: 'ArchiveDays' });
  });
});
