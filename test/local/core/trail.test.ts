import { CloudTrailClient, GetTrailStatusCommand, StartLoggingCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { expect, it } from 'vitest';
import { ACCOUNT, START, testCloud } from './rooms.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import { createTrail } from '../../../local/trail/index.ts';
import type { Caller } from '../../../local/core/service.ts';

type Emitted = { account: string; source: string; detailType: string; detail: Record<string, unknown> };

const ROLE = `arn:aws:iam::${ACCOUNT}:role/path/grantor`;
const CALLER: Caller = { accountId: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/grantor/s`, roleArn: ROLE, accessKeyId: 'ASIA' };
const GRANT = {
  caller: CALLER,
  eventSource: 'lakeformation.amazonaws.com',
  eventName: 'GrantPermissions',
  readOnly: false,
  requestParameters: { permissions: ['SELECT'] },
};

function setup() {
  const emitted: Emitted[] = [];
  const events = () => ({
    events: { emit: (account: string, event: Omit<Emitted, 'account'>) => void emitted.push({ account, ...event }), put: () => undefined, disturb: () => () => undefined },
  });
  return { emitted, cloud: testCloud(createTrail, events) };
}

it('turns a call into an event on the default bus of its account, a little later', async () => {
  const { cloud, emitted } = setup();
  cloud.trail.record(GRANT);
  expect(emitted).toEqual([]);
  await cloud.clock.run();
  expect(cloud.clock.now()).toBeGreaterThan(START);
  expect(emitted).toMatchObject([{ account: ACCOUNT, source: 'aws.lakeformation', detailType: 'AWS API Call via CloudTrail' }]);
  expect(emitted[0]?.detail).toMatchObject({
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      arn: CALLER.arn,
      sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE, accountId: ACCOUNT, userName: 'grantor' } },
    },
    eventTime: '2026-11-20T09:00:00Z',
    eventSource: 'lakeformation.amazonaws.com',
    eventName: 'GrantPermissions',
    awsRegion: 'eu-central-1',
    requestParameters: { permissions: ['SELECT'] },
    responseElements: null,
    readOnly: false,
    managementEvent: true,
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    recipientAccountId: ACCOUNT,
  });
  expect(emitted[0]?.detail).not.toHaveProperty('errorCode');
});

it('tells of failures, of services and of administrators', async () => {
  const { cloud, emitted } = setup();
  cloud.trail.record({ ...GRANT, error: { code: 'AccessDeniedException', message: 'no' } });
  cloud.trail.record({ ...GRANT, caller: { ...CALLER, servicePrincipal: 'athena.amazonaws.com' }, readOnly: true });
  cloud.trail.record({
    ...GRANT,
    caller: { accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accessKeyId: ACCOUNT },
    recipientAccountId: '111111111111',
  });
  await cloud.clock.run();
  const details = emitted.map(({ detail }) => detail).sort((a, b) => String(a['requestID']).localeCompare(String(b['requestID'])));
  expect(details).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ errorCode: 'AccessDeniedException', errorMessage: 'no' }),
      expect.objectContaining({ userIdentity: { type: 'AWSService', invokedBy: 'athena.amazonaws.com' }, readOnly: true }),
      expect.objectContaining({
        userIdentity: expect.objectContaining({ type: 'Root', principalId: ACCOUNT }),
        recipientAccountId: '111111111111',
      }),
    ]),
  );
  expect(emitted.map(({ account }) => account).sort()).toEqual(['111111111111', ACCOUNT, ACCOUNT]);
});

it('leaves out parameters that are too large', async () => {
  const { cloud, emitted } = setup();
  cloud.trail.record({
    ...GRANT,
    requestParameters: { entries: ['x'.repeat(150_000)] },
    resources: [{ arn: 'arn', accountId: ACCOUNT, type: 'AWS::Glue::Table' }],
  });
  await cloud.clock.run();
  expect(emitted[0]?.detail).toMatchObject({
    requestParameters: { reason: 'requestParameters too large', omitted: 'true', originalSize: '150016' },
    resources: [{ ARN: 'arn', accountId: ACCOUNT, type: 'AWS::Glue::Table' }],
  });
});

it('is silent where no trail is on', async () => {
  const { cloud, emitted } = setup();
  const client = new CloudTrailClient(clientConfig(cloud, ACCOUNT));
  const status = async () => (await client.send(new GetTrailStatusCommand({ Name: 'management-events' }))).IsLogging;
  expect(await status()).toBe(true);
  await client.send(new StopLoggingCommand({ Name: 'management-events' }));
  expect(await status()).toBe(false);
  cloud.trail.record(GRANT);
  cloud.trail.record({ ...GRANT, recipientAccountId: '111111111111' });
  await cloud.clock.run();
  expect(emitted.map(({ account }) => account)).toEqual(['111111111111']);
  await client.send(new StartLoggingCommand({ Name: 'management-events' }));
  cloud.trail.record(GRANT);
  await cloud.clock.run();
  expect(emitted).toHaveLength(2);
  await expect(client.send(new StopLoggingCommand({ Name: 'other' }))).rejects.toMatchObject({ name: 'TrailNotFoundException' });
});
