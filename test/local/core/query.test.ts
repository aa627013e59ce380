import { GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { ListTopicsCommand, PublishCommand, SNSClient, SetTopicAttributesCommand, CreateTopicCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, service, testCloud, text, wire } from './rooms.ts';
import { AwsError } from '../../../local/core/service.ts';
import { clientConfig } from '../../../local/core/clients.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

describe('query services', () => {
  it('read maps, lists and binary values', async () => {
    const sns = service('sns', {
      Publish: () => ({ MessageId: 'm-1' }),
      CreateTopic: () => ({ TopicArn: 'arn' }),
      SetTopicAttributes: () => ({}),
    });
    const client = new SNSClient(clientConfig(testCloud(sns.make), ACCOUNT));
    const MessageAttributes = {
      'a.b': { DataType: 'String', StringValue: 'x & y' },
      c: { DataType: 'Binary', BinaryValue: new Uint8Array([255, 0]) },
    };
    const { MessageId } = await client.send(new PublishCommand({ TopicArn: 't', Message: 'ünï', MessageAttributes }));
    await client.send(
      new CreateTopicCommand({
        Name: 'n',
        Attributes: { DisplayName: 'd' },
        Tags: [
          { Key: 'k', Value: 'v' },
          { Key: 'k2', Value: '' },
        ],
      }),
    );
    await client.send(new SetTopicAttributesCommand({ TopicArn: 't', AttributeName: 'DisplayName', AttributeValue: '' }));
    expect(MessageId).toBe('m-1');
    expect(sns.seen).toEqual([
      {
        TopicArn: 't',
        Message: 'ünï',
        MessageAttributes: { ...MessageAttributes, c: { DataType: 'Binary', BinaryValue: Buffer.from([255, 0]) } },
      },
      {
        Name: 'n',
        Attributes: { DisplayName: 'd' },
        Tags: [
          { Key: 'k', Value: 'v' },
          { Key: 'k2', Value: '' },
        ],
      },
      { TopicArn: 't', AttributeName: 'DisplayName', AttributeValue: '' },
    ]);
  });

  it('write lists and escape what XML would misread', async () => {
    const sns = service('sns', { ListTopics: () => ({ Topics: [{ TopicArn: 'a<b>&"c"' }, { TopicArn: 'd\u0001e' }] }) });
    const cloud = testCloud(sns.make);
    const answer = await cloud.handle(wire('sns', { headers: form, body: 'Action=ListTopics&Version=2010-03-31' }));
    expect(text(answer.body)).toContain(
      '<member><TopicArn>a&lt;b&gt;&amp;&quot;c&quot;</TopicArn></member><member><TopicArn>d&#x1;e</TopicArn></member>',
    );
  });

  it('answer an empty list as no list', async () => {
    const sns = service('sns', { ListTopics: () => ({ Topics: [] }) });
    const { Topics } = await new SNSClient(clientConfig(testCloud(sns.make), ACCOUNT)).send(new ListTopicsCommand({}));
    expect(Topics).toEqual([]);
  });

  it('answer errors under their query code and by their class', async () => {
    const cloud = testCloud();
    const error: unknown = await new IAMClient(clientConfig(cloud, ACCOUNT))
      .send(new GetRoleCommand({ RoleName: 'nobody' }))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoSuchEntityException);
    expect(error).toMatchObject({ message: 'The role with name nobody cannot be found.', $metadata: { httpStatusCode: 404 } });
    const answer = await cloud.handle(wire('iam', { headers: form, body: 'Action=GetRole&Version=2010-05-08&RoleName=nobody' }));
    expect(text(answer.body)).toMatch(
      /<ErrorResponse xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/"><Error><Type>Sender<\/Type><Code>NoSuchEntity<\/Code>/,
    );
  });

  it('call a fault of their own one', async () => {
    const sns = service('sns', {
      ListTopics: () => {
        throw new AwsError('InternalErrorException', 'no luck', 500);
      },
    });
    const answer = await testCloud(sns.make).handle(wire('sns', { headers: form, body: 'Action=ListTopics' }));
    expect(answer.status).toBe(500);
    expect(text(answer.body)).toContain('<Type>Receiver</Type><Code>InternalError</Code>');
  });

  it.each([
    ['an unknown parameter', 'Action=GetRole&RoleName=x&Rolename=y', 'ValidationError', /'rolename'.*has no such member/],
    ['a missing parameter', 'Action=GetRole', 'ValidationError', /Value at 'roleName' failed to satisfy constraint: Member must not be null/],
    ['a parameter of a wrong type', 'Action=ListRoles&MaxItems=many', 'MalformedInput', /can not be converted to a Number/],
  ])('refuse %s', async (_what, body, code, message) => {
    const answer = await testCloud().handle(wire('iam', { headers: form, body }));
    expect(answer.status).toBe(400);
    expect(text(answer.body)).toContain(`<Code>${code}</Code>`);
    expect(text(answer.body).replaceAll('&apos;', "'")).toMatch(message);
  });

  it('may be asked with GET', async () => {
    const answer = await testCloud().handle(wire('sts', { method: 'GET', query: 'Action=GetCallerIdentity&Version=2011-06-15' }));
    expect(text(answer.body)).toContain(`<Account>${ACCOUNT}</Account>`);
  });

  it('take any order of the query’s list numbers', async () => {
    const sns = service('sns', { CreateTopic: () => ({ TopicArn: 'arn' }) });
    const tags = 'Tags.member.10.Key=b&Tags.member.10.Value=2&Tags.member.2.Key=a&Tags.member.2.Value=1';
    await testCloud(sns.make).handle(wire('sns', { headers: form, body: `Action=CreateTopic&Name=n&${tags}` }));
    expect(sns.seen).toEqual([
      {
        Name: 'n',
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      },
    ]);
  });

  it('have a result even where it is empty, unless the operation has none', async () => {
    const cloud = testCloud(service('sns', { TagResource: () => ({}), DeleteTopic: () => ({}) }).make);
    const answer = async (body: string) => text((await cloud.handle(wire('sns', { headers: form, body }))).body);

    expect(await answer('Action=TagResource&ResourceArn=a&Tags.member.1.Key=k&Tags.member.1.Value=v')).toContain('<TagResourceResult></TagResourceResult>');
    expect(await answer('Action=DeleteTopic&TopicArn=a')).not.toContain('Result');
  });

  it('know their caller', async () => {
    const identity = await new STSClient(clientConfig(testCloud(), ACCOUNT)).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root`, UserId: ACCOUNT });
  });
});
