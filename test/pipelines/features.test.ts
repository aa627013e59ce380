import { AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { DescribeFeatureGroupCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { featureGroupName } from '../../shared/mesh/features.ts';
import { applicants, python, realLoop } from './support.ts';

const columns = { amount: 'Fractional', age: 'Integral', purpose: 'String', credit_risk: 'Integral' } as const;

type Loop = Awaited<ReturnType<typeof realLoop>>;

/** A query of a role of the consumer; its rows, or why it failed. */
async function query({ cloud, clock }: Loop, role: string, QueryString: string): Promise<unknown> {
  const session = cloud.sts.sessionFor(`arn:aws:iam::222222222222:role/${role}`, 'test');
  const athena = new AthenaClient(clientConfig(cloud, session));
  const { QueryExecutionId } = await athena.send(new StartQueryExecutionCommand({ QueryString, ResultConfiguration: { OutputLocation: 's3://athena-results-222222222222/' } }));
  await clock.run();
  const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  if (QueryExecution?.Status?.State !== 'SUCCEEDED') return QueryExecution?.Status?.StateChangeReason;
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return ResultSet?.Rows?.slice(1).map(({ Data }) => Data?.map(({ VarCharValue }) => VarCharValue));
}

describe.skipIf(python === undefined)('a model that keeps its features', { timeout: 300_000 }, () => {
  it('has every prepared row in its group, which the subscription’s readers query and nobody else', async () => {
    const loop = await realLoop({}, { columns });
    await loop.publishRows(applicants());

    const [run] = await loop.runs();
    expect(run?.steps.map(({ name, status }) => [name, status]).slice(0, 5)).toEqual(
      expect.arrayContaining([['Prepare', 'Succeeded'], ['Features', 'Succeeded'], ['Train', 'Succeeded'], ['Evaluate', 'Succeeded']]),
    );
    expect(run?.modelPackage?.approval).toBe('Approved');
    const group = await loop.client.send(new DescribeFeatureGroupCommand({ FeatureGroupName: featureGroupName('credit-risk', columns) }));
    expect(group.OfflineStoreStatus).toEqual({ Status: 'Active' });

    const table = 'meshloop_dev_features.credit_risk';
    const sums = `SELECT part, count(*), count(DISTINCT recordid), count(DISTINCT changeid), min(eventtime) = max(eventtime) FROM ${table} GROUP BY part ORDER BY part`;
    expect(await query(loop, 'data-scientist', sums)).toEqual([['test', '120', '120', '1', 'true'], ['train', '390', '390', '1', 'true'], ['validation', '90', '90', '1', 'true']]);
    const [amounts, ages, good] = (['amount', 'age', 'credit_risk'] as const).map((name) => applicants().reduce((sum, row) => sum + row[name], 0));
    const totals = `SELECT CAST(sum(amount) AS bigint), sum(age), sum(credit_risk), count(purpose), count(write_time) FROM ${table} WHERE NOT is_deleted`;
    expect(await query(loop, 'data-scientist', totals)).toEqual([[String(amounts), String(ages), String(good), '600', '600']]);
    // All that IAM can allow, and nothing of Lake Formation.
    loop.cloud.iam.putRole({
      arn: 'arn:aws:iam::222222222222:role/auditor',
      trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: 'sts:AssumeRole' }] },
      policies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
    });
    expect(await query(loop, 'auditor', totals)).toMatch(/Insufficient permissions/);
    await loop.close();
  });
});
