import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { startQuery } from '../../../shared/aws/queries.ts';

const athena = mockClient(AthenaClient);

test('a query is asked for once in a work group, and once more by another stage of the same account', async () => {
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q' });
  athena.on(GetQueryExecutionCommand).resolves({});
  const credentials = { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' };
  const context = { purpose: 'grid', subscription: 's', database: 'd', table: 't', changeId: 'c', part: 0, attempt: 1 } as const;

  for (const stage of ['dev', 'dev', 'prod']) {
    await startQuery({ bucket: `meshloop-${stage}`, workGroup: `meshloop-${stage}-profile`, credentials }, context, 'SELECT 1', 'token');
  }

  const [first, again, other] = athena.commandCalls(StartQueryExecutionCommand).map(({ args: [{ input }] }) => input.ClientRequestToken);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});
