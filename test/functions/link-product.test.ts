import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateDatabaseCommand, GetDatabaseCommand, GetTagsCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { handler } from '../../functions/link-product.ts';
import { awsError, deploy, lambdaContext, sampleEvent } from './support.ts';

const glue = mockClient(GlueClient);
const events = mockClient(EventBridgeClient);
const scheduler = mockClient(SchedulerClient);
const lines: string[] = [];

beforeEach(() => {
  deploy();
  glue.reset();
  events.reset();
  scheduler.reset();
  lines.length = 0;
  // The logger and the metrics have a console of their own outside the test runner.
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((line) => void lines.push(String(line)));
  events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
  glue.on(GetDatabaseCommand, { CatalogId: '111111111111' }).resolves({ Database: { Name: 'credit_risk' } });
});

const changed = (changes: Record<string, unknown> = {}) => handler(sampleEvent('data-product-changed', changes), lambdaContext);
const published = () => events.commandCalls(PutEventsCommand).flatMap(({ args: [{ input }] }) => input.Entries ?? []);
const here = (TargetDatabase?: { CatalogId: string; DatabaseName: string }) =>
  glue
    .on(GetDatabaseCommand, { Name: 'rl_credit_risk' })
    .resolves({ Database: { Name: 'rl_credit_risk', ...(TargetDatabase && { TargetDatabase }) } });

describe('link-product', () => {
  test('creates the link with our tag and tells so', async () => {
    glue.on(GetDatabaseCommand, { Name: 'rl_credit_risk' }).rejects(awsError('EntityNotFoundException'));
    glue.on(CreateDatabaseCommand).resolves({});

    await changed();

    expect(glue.commandCalls(CreateDatabaseCommand)[0]?.args[0].input).toEqual({
      DatabaseInput: {
        Name: 'rl_credit_risk',
        TargetDatabase: { CatalogId: '111111111111', DatabaseName: 'credit_risk', Region: 'eu-central-1' },
      },
      Tags: { meshloop: 'dev' },
    });
    expect(published()).toMatchObject([{ EventBusName: 'meshloop-dev', Source: 'meshloop', DetailType: 'Data Product Linked' }]);
  });

  test('keeps a link that is right', async () => {
    here({ CatalogId: '111111111111', DatabaseName: 'credit_risk' });

    await changed();

    expect(glue.commandCalls(CreateDatabaseCommand)).toEqual([]);
    expect(published()).toHaveLength(1);
  });

  test('refuses a name that stands for something else: nothing is changed, a person is told', async () => {
    here();
    glue.on(GetTagsCommand).resolves({ Tags: {} });

    await changed();

    expect(glue.commandCalls(CreateDatabaseCommand)).toEqual([]);
    expect(published()).toMatchObject([{ DetailType: 'Sync Failed' }]);
    expect(JSON.parse(published()[0]?.Detail ?? '')).toMatchObject({
      metadata: { product: { database: 'credit_risk', table: 'applications' } },
      data: { function: 'test', failure: 'invalid', code: 'Refused', remedy: expect.stringContaining('mesh.yml') },
    });
  });

  test('looks again when somebody created the name meanwhile', async () => {
    glue
      .on(GetDatabaseCommand, { Name: 'rl_credit_risk' })
      .rejectsOnce(awsError('EntityNotFoundException'))
      .resolves({ Database: { Name: 'rl_credit_risk', TargetDatabase: { CatalogId: '111111111111', DatabaseName: 'credit_risk' } } });
    glue.on(CreateDatabaseCommand).rejects(awsError('AlreadyExistsException'));

    await changed();

    expect(published()).toMatchObject([{ DetailType: 'Data Product Linked' }]);
  });

  test.each(['EntityNotFoundException', 'AccessDeniedException'])('waits for a share that is not there yet (%s)', async (name) => {
    glue.on(GetDatabaseCommand, { CatalogId: '111111111111' }).rejects(awsError(name, 'Insufficient Lake Formation permission(s)'));

    await changed();

    expect(published()).toEqual([]);
    const [again] = scheduler.commandCalls(CreateScheduleCommand).map(({ args: [{ input }] }) => input);
    expect(JSON.parse(again?.Target?.Input ?? '')).toMatchObject({ data: { wait: 'share', round: 1 } });
  });

  test('tells a person when a share does not come after all: the last look is the fifth', async () => {
    glue.on(GetDatabaseCommand, { CatalogId: '111111111111' }).rejects(awsError('AccessDeniedException', 'Insufficient Lake Formation permission(s)'));
    const { metadata } = JSON.parse(JSON.stringify(sampleEvent('data-product-changed')['detail']));

    await handler(sampleEvent('deadline-reached', { detail: { metadata, data: { wait: 'share', round: 5 } } }), lambdaContext);

    expect(published()).toMatchObject([{ DetailType: 'Sync Failed' }]);
    expect(JSON.parse(published()[0]?.Detail ?? '')).toMatchObject({ data: { failure: 'not yet visible', remedy: expect.stringContaining('central') } });
    expect(scheduler.calls()).toEqual([]);
  });

  test('throws when an event was not accepted, so that all is tried again', async () => {
    here({ CatalogId: '111111111111', DatabaseName: 'credit_risk' });
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });

    await expect(changed()).rejects.toThrow('1 of 1 events were not accepted: ThrottlingException');
  });
});

describe('a bad event', () => {
  test.each([
    ['from another account', { account: '333333333333' }],
    ['from the central account, which sends none of ours', { account: '111111111111' }],
    ['of another kind', { 'detail-type': 'Data Product Linked' }],
    ['without metadata', { detail: { data: { change: 'secret value', settlesAt: 'x' } } }],
    ['without detail', { detail: null }],
  ])('%s is refused before anything is done, and none of its values is written down', async (_, changes) => {
    await expect(changed(changes)).rejects.toMatchObject({ name: 'BadEvent' });

    expect(glue.calls()).toEqual([]);
    expect(events.calls()).toEqual([]);
    expect(lines.join('')).toContain('BadEvent');
    expect(lines.join('')).not.toContain('secret value');
  });

  test('is counted', async () => {
    await expect(changed({ account: '333333333333' })).rejects.toThrow('account: not the expected account');

    const metrics = lines
      .flatMap((line) => line.split('\n'))
      .filter((line) => line.includes('_aws'))
      .map((line): unknown => JSON.parse(line));
    expect(metrics).toMatchObject([{ BadEvent: 1, _aws: { CloudWatchMetrics: [{ Namespace: 'meshloop' }] } }]);
  });
});
