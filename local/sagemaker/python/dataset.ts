import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { DeleteTableCommand, GlueClient } from '@aws-sdk/client-glue';
import type { DatasetDefinition } from '@aws-sdk/client-sagemaker';
import { sleep } from '../../core/clock.ts';
import { JobFailure } from './job.ts';
import type { Job } from './job.ts';
import { download } from './s3-files.ts';

/** The Glue database in which SageMaker makes its temporary tables. */
const DATABASE = 'sagemaker_processing';
const SECOND = 1_000;

/**
 * Reads a dataset by Athena as the job's role: SageMaker makes a table of the query's result in the database sagemaker_processing,
 * copies its files, and drops it (SageMaker API reference, AthenaDatasetDefinition).
 */
export async function readDataset(job: Job, { AthenaDatasetDefinition: definition, LocalPath, InputMode }: DatasetDefinition): Promise<void> {
  if (definition === undefined) throw new JobFailure('ClientError: the local cloud reads datasets by Athena only');
  if (InputMode === 'Pipe') throw new JobFailure('ClientError: the local cloud copies datasets: InputMode must be File');
  if (definition.OutputFormat !== 'PARQUET') throw new JobFailure('ClientError: the local cloud writes datasets as PARQUET only');
  const table = `sagemaker_tmp_${job.name.slice(-10)}`;
  const location = `${(definition.OutputS3Uri ?? '').replace(/\/$/, '')}/${table}/`;
  const compression = definition.OutputCompression === undefined ? '' : `, parquet_compression = '${definition.OutputCompression}'`;
  const QueryString =
    `CREATE TABLE "${DATABASE}"."${table}" WITH (format = 'PARQUET', external_location = '${location}'${compression}) AS ` +
    (definition.QueryString ?? '');
  await runQuery(job, definition, QueryString);
  try {
    await download(job, location, LocalPath ?? '');
  } finally {
    await new GlueClient(job.client).send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: table }));
  }
}

async function runQuery(job: Job, definition: NonNullable<DatasetDefinition['AthenaDatasetDefinition']>, QueryString: string): Promise<void> {
  const { cloud, signal } = job.context;
  const athena = new AthenaClient(job.client);
  const { QueryExecutionId } = await refused(() =>
    athena.send(
      new StartQueryExecutionCommand({
        QueryString,
        QueryExecutionContext: { Catalog: definition.Catalog, Database: definition.Database },
        ResultConfiguration: { OutputLocation: definition.OutputS3Uri },
        WorkGroup: definition.WorkGroup,
        // Derived, so that nothing here draws from the machine's own randomness.
        ClientRequestToken: job.name.padEnd(32, '-'),
      }),
    ),
  );
  for (;;) {
    const { QueryExecution } = await refused(() => athena.send(new GetQueryExecutionCommand({ QueryExecutionId })));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'SUCCEEDED' || signal.aborted) return;
    if (State === 'FAILED' || State === 'CANCELLED') {
      throw new JobFailure(`ClientError: The Athena query ${String(QueryExecutionId)} of the dataset ended as ${State}: ${StateChangeReason ?? 'no reason given'}`);
    }
    await sleep(cloud.clock, SECOND);
  }
}

async function refused<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new JobFailure(`ClientError: The dataset cannot be read by Athena: ${error.name}: ${error.message}`, { cause: error });
  }
}
