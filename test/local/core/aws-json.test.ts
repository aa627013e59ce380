import { CreateDatabaseCommand, EntityNotFoundException, GetDatabaseCommand, GetPartitionsCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetQueueUrlCommand, QueueDoesNotExist, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, START, service, testCloud, text, wire } from './rooms.ts';
import { AwsError } from '../../../local/core/service.ts';
import { clientConfig } from '../../../local/core/clients.ts';

const post = (operation: string, body: string) => wire('glue', { headers: { 'x-amz-target': `AWSGlue.${operation}` }, body });

describe('JSON services', () => {
  it('hands the operation what the SDK was given and the SDK what the operation answers', async () => {
    const created = new Date(START);
    const glue = service('glue', {
      GetDatabase: () => ({ Database: { Name: 'credit_risk', CreateTime: created, Parameters: { a: 'b' } } }),
    });
    const client = new GlueClient(clientConfig(testCloud(glue.make), ACCOUNT));
    const { Database } = await client.send(new GetDatabaseCommand({ Name: 'credit_risk' }));
    expect(glue.seen).toEqual([{ Name: 'credit_risk' }]);
    expect(Database).toEqual({ Name: 'credit_risk', CreateTime: created, Parameters: { a: 'b' } });
  });

  it('decodes times, lists and nested structures', async () => {
    const glue = service('glue', { GetPartitions: () => ({ Partitions: [] }) });
    const client = new GlueClient(clientConfig(testCloud(glue.make), ACCOUNT));
    const input = {
      DatabaseName: 'd',
      TableName: 't',
      QueryAsOfTime: new Date(START),
      Segment: { SegmentNumber: 0, TotalSegments: 2 },
      ExcludeColumnSchema: true,
    };
    await client.send(new GetPartitionsCommand(input));
    expect(glue.seen).toEqual([input]);
  });

  it('answers errors that the SDK knows by their class', async () => {
    const glue = service('glue', {
      GetDatabase: () => {
        throw new AwsError('EntityNotFoundException', 'Database credit_risk not found.', 400, { FromFederationSource: false });
      },
    });
    const client = new GlueClient(clientConfig(testCloud(glue.make), ACCOUNT));
    const error: unknown = await client.send(new GetDatabaseCommand({ Name: 'credit_risk' })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EntityNotFoundException);
    expect(error).toMatchObject({
      name: 'EntityNotFoundException',
      message: 'Database credit_risk not found.',
      FromFederationSource: false,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it.each([
    [
      'an unknown member',
      '{"DatabaseInput":{"Name":"x","Colour":"red"}}',
      'ValidationException',
      /'databaseInput\.colour'.*DatabaseInput has no such member/,
    ],
    [
      'a missing member',
      '{"DatabaseInput":{}}',
      'ValidationException',
      /Value null at 'databaseInput\.name' failed to satisfy constraint: Member must not be null/,
    ],
    ['a null where a value belongs', '{"DatabaseInput":null}', 'ValidationException', /Value null at 'databaseInput'/],
    ['several mistakes', '{"Nonsense":1}', 'ValidationException', /^2 validation errors detected/],
    [
      'a wrong type',
      '{"DatabaseInput":{"Name":5}}',
      'SerializationException',
      /NUMBER_VALUE can not be converted to a String at 'databaseInput\.name'/,
    ],
    ['a list in place of an object', '{"DatabaseInput":[]}', 'SerializationException', /START_ARRAY can not be converted to DatabaseInput/],
    ['a null in a list', '{"DatabaseInput":{"Name":"x","CreateTableDefaultPermissions":[null]}}', 'SerializationException', /NULL_VALUE/],
    ['no JSON', '{"DatabaseInput":', 'SerializationException', /Could not parse/],
  ])('refuses %s', async (_what, body, code, message) => {
    const glue = service('glue', { CreateDatabase: () => ({}) });
    const answer = await testCloud(glue.make).handle(post('CreateDatabase', body));
    const error: unknown = JSON.parse(text(answer.body));
    expect(answer.status).toBe(400);
    expect(error).toMatchObject({ __type: code, message: expect.stringMatching(message) });
    expect(glue.seen).toEqual([]);
  });

  it('keeps names like __proto__ as data', async () => {
    const glue = service('glue', { CreateDatabase: () => ({}) });
    await testCloud(glue.make).handle(
      post('CreateDatabase', '{"DatabaseInput":{"Name":"x","Parameters":{"__proto__":"p","toString":"s"}}}'),
    );
    const [{ DatabaseInput }] = glue.seen as [{ DatabaseInput: { Parameters: object } }];
    expect(Object.entries(DatabaseInput.Parameters)).toEqual([
      ['__proto__', 'p'],
      ['toString', 's'],
    ]);
  });

  it('tells a faulty answer of a service from a fault of its caller', async () => {
    const glue = service('glue', { GetDatabase: () => ({ Database: { Nme: 'x' } }) });
    const client = new GlueClient(clientConfig(testCloud(glue.make), ACCOUNT));
    await expect(client.send(new GetDatabaseCommand({ Name: 'x' }))).rejects.toMatchObject({
      name: 'InternalFailure',
      message: expect.stringContaining("'Nme', which Database does not know"),
    });
  });

  it('sends no call for what it does not serve, and says what it serves', async () => {
    const glue = service('glue', { GetDatabase: () => ({}) });
    const cloud = testCloud(glue.make);
    const client = new GlueClient(clientConfig(cloud, ACCOUNT));
    const refused = client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'x' } }));
    await expect(refused).rejects.toMatchObject({
      name: 'NotServedByLocalCloud',
      message: expect.stringMatching(/glue:CreateDatabase.*GetDatabase/),
      $metadata: { httpStatusCode: 501 },
    });
    expect((await cloud.handle(post('MakeCoffee', '{}'))).status).toBe(501);
  });
});

describe('JSON services that spoke the query protocol before', () => {
  const sqs = service('sqs', {
    SendMessage: ({ MessageBody }) => ({
      MessageId: '1',
      MD5OfMessageBody: String(MessageBody).length === 2 ? '49f68a5c8493ec2c0bf489821c21fc3b' : '',
    }),
    GetQueueUrl: () => {
      throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    },
  });

  it('read binary attributes as bytes', async () => {
    const client = new SQSClient(clientConfig(testCloud(sqs.make), ACCOUNT));
    const MessageAttributes = { x: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) } };
    await client.send(
      new SendMessageCommand({ QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/222222222222/q', MessageBody: 'hi', MessageAttributes }),
    );
    const [seen] = sqs.seen;
    expect(seen).toMatchObject({ QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/222222222222/q', MessageBody: 'hi' });
    expect(seen).toHaveProperty('MessageAttributes.x.BinaryValue', Buffer.from([1, 2, 3]));
  });

  it('send the code of the query protocol too', async () => {
    const cloud = testCloud(sqs.make);
    const client = new SQSClient(clientConfig(cloud, ACCOUNT));
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'q' }))).rejects.toBeInstanceOf(QueueDoesNotExist);
    const answer = await cloud.handle(wire('sqs', { headers: { 'x-amz-target': 'AmazonSQS.GetQueueUrl' }, body: '{"QueueName":"q"}' }));
    expect(answer.headers['x-amzn-query-error']).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
  });
});
