import { GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { cbor } from '@smithy/core/cbor';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, START, service, testCloud, text, wire } from './rooms.ts';
import { AwsError } from '../../../local/core/service.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import { sleep } from '../../../local/core/clock.ts';
import type { Observation } from '../../../local/core/cloud.ts';

const glue = () => service('glue', { GetDatabase: ({ Name }) => ({ Database: { Name } }) });
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;

function withRole(policy: unknown) {
  const cloud = testCloud(glue().make);
  cloud.iam.putRole({
    arn: ROLE,
    trust: { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
    policies: [{ Statement: [policy] }],
  });
  return { cloud, config: clientConfig(cloud, cloud.sts.sessionFor(ROLE, 'session')) };
}

describe('who calls', () => {
  it('is said by the key of the signature, in a header or in a presigned address', async () => {
    const cloud = testCloud();
    const credential = encodeURIComponent(`${ACCOUNT}/20261120/eu-central-1/sts/aws4_request`);
    const query = `Action=GetCallerIdentity&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Signature=00`;
    const answer = await cloud.handle({ method: 'GET', host: 'sts', path: '/', query, headers: {}, body: new Uint8Array(0) });
    expect(text(answer.body)).toContain(`<Account>${ACCOUNT}</Account>`);
  });

  it('has to be said', async () => {
    expect(await testCloud().handle({ ...wire('sts', {}), headers: {} })).toMatchObject({
      status: 403,
      headers: { 'x-amzn-errortype': 'MissingAuthenticationToken' },
    });
  });

  it('has to be known, and each service says so in its own words', async () => {
    const s3 = service('s3', { GetObject: () => ({}) });
    const cloud = testCloud(glue().make, s3.make);
    const config = { ...clientConfig(cloud, ACCOUNT), credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' } };
    await expect(new GlueClient(config).send(new GetDatabaseCommand({ Name: 'x' }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(new STSClient(config).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(new S3Client(config).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
  });

  it('needs the token of its session, and the session ends on cloud time', async () => {
    const { cloud, config } = withRole({ Effect: 'Allow', Action: '*', Resource: '*' });
    const client = new GlueClient(config);
    await client.send(new GetDatabaseCommand({ Name: 'x' }));
    const { accessKeyId, secretAccessKey } = config.credentials;
    await expect(
      new GlueClient({ ...config, credentials: { accessKeyId, secretAccessKey } }).send(new GetDatabaseCommand({ Name: 'x' })),
    ).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    await cloud.clock.advance(13 * 3_600_000);
    await expect(client.send(new GetDatabaseCommand({ Name: 'x' }))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    await expect(new STSClient(config).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  });
});

describe('what a caller may do', () => {
  it('is asked of IAM before the operation runs', async () => {
    const { config } = withRole({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    const refused = new GlueClient(config).send(new GetDatabaseCommand({ Name: 'x' }));
    const who = `User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/session is not authorized`;
    const message = `${who} to perform: glue:GetDatabase on resource: * because no identity-based policy allows the glue:GetDatabase action`;
    await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException', message });
    const iam = new IAMClient(config).send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: '{}' }));
    await expect(iam).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  });
});

describe('what happens around a call', () => {
  it('is told to those who watch, also when it fails', async () => {
    const cloud = testCloud(
      service('glue', {
        GetDatabase: () => {
          throw new AwsError('EntityNotFoundException', 'not there');
        },
      }).make,
    );
    const seen: Observation[] = [];
    const stop = cloud.watch.subscribe((observation) => seen.push(observation));
    const send = () => new GlueClient(clientConfig(cloud, ACCOUNT)).send(new GetDatabaseCommand({ Name: 'x' })).catch(() => undefined);
    await send();
    stop();
    await send();
    expect(seen).toMatchObject([
      {
        kind: 'call',
        at: START,
        account: ACCOUNT,
        service: 'glue',
        operation: 'GetDatabase',
        input: { Name: 'x' },
        error: 'EntityNotFoundException: not there',
      },
    ]);
  });

  it('may be a fault before it, after it, or a delay on cloud time', async () => {
    const room = glue();
    const cloud = testCloud(room.make);
    const client = new GlueClient(clientConfig(cloud, ACCOUNT));
    const get = () => client.send(new GetDatabaseCommand({ Name: 'x' }));
    const before = cloud.intercept({
      before: () => {
        throw new AwsError('ThrottlingException', 'Rate exceeded');
      },
    });
    await expect(get()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
    expect(room.seen).toHaveLength(0);
    before();
    const after = cloud.intercept({
      after: () => {
        throw new AwsError('InternalServiceException', 'lost', 500);
      },
    });
    await expect(get()).rejects.toMatchObject({ name: 'InternalServiceException' });
    expect(room.seen).toHaveLength(1);
    after();
    cloud.intercept({ before: () => sleep(cloud.clock, 3000) });
    const late = get();
    await cloud.clock.run();
    await late;
    expect(cloud.clock.now()).toBe(START + 3000);
  });
});

it('says which service it does not serve, and which it does', async () => {
  const cloud = testCloud();
  await expect(new GlueClient(clientConfig(cloud, ACCOUNT)).send(new GetDatabaseCommand({ Name: 'x' }))).rejects.toMatchObject({
    name: 'NotServedByLocalCloud',
    message: 'The local cloud does not serve glue. Services served: iam, sts.',
    $metadata: { httpStatusCode: 501 },
  });
});

it('refuses parts that no room brought', () => {
  expect(() => testCloud().glue).toThrow('built without glue');
});

// A client that cannot read the answer shows its user nonsense, so the answer has the form that each protocol's clients read.
describe('what is not served is said in every protocol', () => {
  const none = 'The local cloud does not serve';
  const json = (body: string) => JSON.parse(body) as unknown;
  const said = (message: unknown) => expect.objectContaining({ message }) as unknown;
  const xml = (code: string, message: string) => expect.stringMatching(new RegExp(`<Code>${code}</Code><Message>${message}`)) as unknown;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const target = (name: string) => ({ 'x-amz-target': name, 'content-type': 'application/x-amz-json-1.1' });
  const cborHeaders = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };

  it.each([
    ['JSON, an operation', wire('glue', { headers: target('AWSGlue.ListJobs'), body: '{}' }), json, said(`${none} glue:ListJobs. Operations served: GetDatabase.`)],
    ['JSON, a service', wire('dynamodb', { headers: target('DynamoDB_20120810.ListTables'), body: '{}' }), json, said(expect.stringContaining(`${none} dynamodb. Services served: cloudwatch, glue`) as unknown)],
    ['query, an operation', wire('sts', { headers: form, body: 'Action=GetSessionToken&Version=2011-06-15' }), String, xml('NotServedByLocalCloud', `${none} sts:GetSessionToken. Operations served: AssumeRole`)],
    ['query, a service', wire('ec2', { headers: form, body: 'Action=DescribeInstances&Version=2016-11-15' }), String, xml('NotServedByLocalCloud', `${none} ec2. Services served: `)],
    ['REST JSON, an operation', wire('lakeformation', { path: '/ListDataCellsFilter', body: '{}' }), json, said(`${none} lakeformation:ListDataCellsFilter. Operations served: ListPermissions.`)],
    ['REST JSON, a service', wire('batch', { path: '/v1/listjobs', body: '{}' }), json, said(expect.stringContaining(`${none} batch.`) as unknown)],
    ['REST XML, an operation', wire('s3', { method: 'GET', path: '/bucket/key', query: 'acl' }), String, xml('NotServedByLocalCloud', `${none} s3:GetObjectAcl. Operations served: GetObject.`)],
    ['REST XML, a service', wire('route53', { method: 'GET', path: '/2013-04-01/hostedzone' }), String, xml('NotServedByLocalCloud', `${none} route53.`)],
    ['REST XML, another service', wire('cloudfront', { method: 'GET', path: '/2020-05-31/distribution' }), String, xml('NotServedByLocalCloud', `${none} cloudfront.`)],
  ] as const)('%s', async (_, request, read, expected) => {
    const rooms = { glue: 'GetDatabase', cloudwatch: 'ListMetrics', lakeformation: 'ListPermissions', s3: 'GetObject' };
    const cloud = testCloud(...Object.entries(rooms).map(([id, operation]) => service(id, { [operation]: () => ({}) }).make));

    const answer = await cloud.handle(request);

    expect(answer.status).toBe(501);
    expect(read(text(answer.body))).toEqual(expected);
  });

  it.each([
    ['an operation', 'monitoring', 'cloudwatch:PutCompositeAlarm'],
    ['a service', 'arc-region-switch', 'arc-region-switch'],
  ])('CBOR, %s', async (_, signingName, what) => {
    const cloud = testCloud(service('cloudwatch', { ListMetrics: () => ({}) }).make);

    const answer = await cloud.handle(wire(signingName, { path: '/service/GraniteServiceVersion20100801/operation/PutCompositeAlarm', headers: cborHeaders, body: cbor.serialize({}) }));

    expect(answer).toMatchObject({ status: 501, headers: { 'content-type': 'application/cbor' } });
    expect(cbor.deserialize(answer.body)).toMatchObject({ __type: 'NotServedByLocalCloud', message: expect.stringContaining(`${none} ${what}.`) as unknown });
  });
});
