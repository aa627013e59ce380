import { AthenaClient, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { CloudWatchLogsClient, DescribeQueryDefinitionsCommand, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';

const CONSUMER = '222222222222';

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(300);
});
afterAll(() => versions.dispose());

interface Line {
  readonly message: string;
  readonly [key: string]: unknown;
}

/** What audit-access wrote, line by line. */
function written(loop: Loop): string[] {
  return loop.seen.flatMap((each) => (each.kind === 'log' && each.logGroup.endsWith('audit-access') ? each.line.split('\n') : []));
}

function accesses(loop: Loop): Line[] {
  return written(loop)
    .filter((line) => line.startsWith('{'))
    .map((line): Line => JSON.parse(line))
    .filter(({ message }) => message === 'data access');
}

async function readAs(loop: Loop, roleArn: string, person: string, QueryString: string): Promise<string> {
  const sts = new STSClient(clientConfig(loop.cloud, CONSUMER));
  const { Credentials: session } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: person }));
  const credentials = { accessKeyId: session?.AccessKeyId ?? '', secretAccessKey: session?.SecretAccessKey ?? '', sessionToken: session?.SessionToken ?? '' };
  const athena = new AthenaClient(clientConfig(loop.cloud, credentials));
  const { QueryExecutionId = '' } = await athena.send(
    new StartQueryExecutionCommand({ QueryString, ResultConfiguration: { OutputLocation: 's3://athena-results-222222222222/people/' } }),
  );
  await loop.clock.run();
  return QueryExecutionId;
}

/** The answer to "Who read table X". */
async function savedQuery(loop: Loop, table: string): Promise<Record<string, string>[]> {
  const logs = new CloudWatchLogsClient(clientConfig(loop.cloud, CONSUMER));
  const { queryDefinitions = [] } = await logs.send(new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: 'meshloop-dev/Who read table X' }));
  const [{ queryString = '', logGroupNames = [] } = {}] = queryDefinitions;
  const seconds = Math.floor(loop.clock.now() / 1000);
  const { queryId } = await logs.send(new StartQueryCommand({ queryString: queryString.replace("'DATABASE.TABLE'", `'${table}'`), logGroupNames, startTime: seconds - 86_400, endTime: seconds }));
  await loop.clock.advance(10_000);
  const { results = [] } = await logs.send(new GetQueryResultsCommand({ queryId }));
  return results.map((row) => Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value])));
}

describe('who read which table', () => {
  test('with which query, as whom, and nothing of what they looked for', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();
    const scientist = loop.names.readers[0] ?? '';

    const queryId = await readAs(loop, scientist, 'jane', "SELECT count(*) FROM rl_credit_risk.applications WHERE amount > 987654 AND 'secret-customer' <> 'x' -- case kilo-zulu");

    // CloudTrail's events come in no fixed order.
    const ofJane = accesses(loop).filter((each) => each['queryId'] === queryId);
    expect(ofJane.toSorted((a, b) => String(a['through']).localeCompare(String(b['through'])))).toMatchObject(
      ['link', 'table'].map((through) => ({
        through,
        table: 'credit_risk.applications',
        session: 'jane',
        engine: 'ATHENA',
        workGroup: 'primary',
        statementType: 'DML',
        query: 'SELECT count(*) FROM rl_credit_risk.applications WHERE amount > ? AND ? <> ?',
      })),
    );
    // Who reads is named with the link alone: the consumer does not share its ARNs with central.
    expect(new Map(ofJane.map(({ through, principal }) => [through, principal]))).toEqual(new Map([['link', scientist], ['table', undefined]]));
    const everything = written(loop).join('\n');
    for (const secret of ['987654', 'secret-customer', 'kilo-zulu']) expect(everything).not.toContain(secret);
    const reads = (await savedQuery(loop, 'credit_risk.applications')).filter(({ read }) => read === queryId);
    expect(reads).toEqual([expect.objectContaining({ who: scientist, person: 'jane', tool: 'ATHENA', statement: 'SELECT count(*) FROM rl_credit_risk.applications WHERE amount > ? AND ? <> ?' })]);
    await loop.close();
  });

  test('our own reads say what they were for, and each read counts once', async () => {
    const loop = await startLoop();
    await loop.people.register(versions.first);
    await loop.clock.run();

    const purposes = new Set(accesses(loop).map((each) => each['purpose']));
    expect(purposes).toContain('access');
    expect(purposes).toContain('profile');
    const counted = written(loop).flatMap((line) => /"DataAccess":(\d+)/.exec(line)?.[1] ?? []);
    expect(counted.reduce((sum, each) => sum + Number(each), 0)).toBe(accesses(loop).filter(({ through }) => through === 'table').length);
    await loop.close();
  });

  test('is asked by a saved query', async () => {
    const loop = await startLoop();
    const logs = new CloudWatchLogsClient(clientConfig(loop.cloud, CONSUMER));

    const { queryDefinitions } = await logs.send(new DescribeQueryDefinitionsCommand({}));

    expect(queryDefinitions).toContainEqual(expect.objectContaining({ name: 'meshloop-dev/Who read table X', logGroupNames: ['/aws/lambda/meshloop-dev-audit-access'], queryString: expect.stringContaining("table = 'DATABASE.TABLE'") }));
    await loop.close();
  });
});

test('a rule in the ordinary state hears of no read: these are read-only events', async () => {
  const loop = await startLoop({
    edit: (resources, stack) => (stack === 'central' ? resources : JSON.parse(JSON.stringify(resources).replace('"ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"', '"ENABLED"'))),
  });

  await loop.people.register(versions.first);
  await loop.clock.run();

  expect(loop.types()).toContain('Access Granted');
  expect(accesses(loop)).toEqual([]);
  await loop.close();
});
