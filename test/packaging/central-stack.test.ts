import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { resourcesOf, statementsOf, text } from './templates.ts';

const rules = resourcesOf('central', 'AWS::Events::Rule');
const conditions = z.looseObject({ Condition: z.object({ StringEquals: z.record(z.string(), z.unknown()) }) });
const oneOrMany = z.record(z.string(), z.unknown());
const meshBus = 'arn:${AWS::Partition}:events:eu-central-1:222222222222:event-bus/meshloop-dev';

it('each rule forwards to the consumer’s mesh bus with a role, retries and a queue that admits it', () => {
  const queuePolicy = text(resourcesOf('central', 'AWS::SQS::QueuePolicy')[0], 'Properties', 'PolicyDocument');

  expect(rules).toHaveLength(3);
  for (const { id, Properties } of rules) {
    expect(Properties?.['EventBusName']).toBeUndefined();
    expect(Properties?.['EventPattern']).toMatchObject({ account: [{ Ref: 'AWS::AccountId' }] });
    expect(Properties?.['Targets']).toEqual([
      {
        Id: 'mesh-bus',
        Arn: { 'Fn::Sub': meshBus },
        RoleArn: { 'Fn::GetAtt': ['ForwardRole', 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ForwardQueue', 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    ]);
    expect(queuePolicy).toContain(`{"Fn::GetAtt":["${id}","Arn"]}`);
  }
});

it('forwards exactly what the mesh bus admits', () => {
  const forwarded = rules.flatMap(({ Properties }) => pairs(Properties?.['EventPattern'], 'source', 'detail-type'));
  const admitted = resourcesOf('.', 'AWS::Events::EventBusPolicy').flatMap(({ Properties }) => {
    const statement = conditions.parse(Properties?.['Statement']);
    return pairs(statement.Condition.StringEquals, 'events:source', 'events:detail-type');
  });

  expect(new Set(forwarded)).toEqual(new Set(admitted));
});

/** Each source with each of its detail-types. */
function pairs(of: unknown, source: string, detailType: string): string[] {
  const values = oneOrMany.parse(of);
  return [values[source]].flat().flatMap((from) => [values[detailType]].flat().map((type) => `${text(from)}: ${text(type)}`));
}

it('the role may put events on that bus and nothing else', () => {
  const [role] = resourcesOf('central', 'AWS::IAM::Role');
  if (role === undefined) throw new Error('The central template has no role.');

  expect(statementsOf(role)).toEqual([
    { actions: ['events:PutEvents'], resources: [JSON.stringify({ 'Fn::Sub': meshBus })], condition: '{}' },
  ]);
});
