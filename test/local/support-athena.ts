import { AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import type { QueryExecution, StartQueryExecutionCommandInput } from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import { createAthena } from '../../local/athena/index.ts';
import type { AthenaOptions } from '../../local/athena/index.ts';
import type { LocalCloud, Room } from '../../local/core/assemble.ts';
import { clientConfig } from '../../local/core/clients.ts';
import type { Cloud, NewTable, ResolvedTable } from '../../local/core/cloud.ts';
import type { AwsError } from '../../local/core/service.ts';
import { createS3 } from '../../local/s3/index.ts';
import type { S3Faults } from '../../local/s3/index.ts';
import { testCloud } from './core/rooms.ts';

export const CENTRAL = '111111111111';
export const CONSUMER = '222222222222';
export const LAKE = 'lake';
export const RESULTS = 'results';

type Emitted = Parameters<Cloud['events']['emit']>[1] & { readonly account: string };
type Cloud_ = ReturnType<typeof testCloud>;

export interface QueryCloud {
  readonly cloud: Cloud_;
  readonly events: Emitted[];
  readonly faults: S3Faults;
  /** Tables by `<database>.<table>` of the consumer's catalog, as a stand-in for Glue. */
  readonly tables: Map<string, ResolvedTable>;
  /** Columns that Lake Formation hides, and what it refuses. */
  readonly hidden: Set<string>;
  readonly refusals: Map<string, AwsError>;
  readonly created: NewTable[];
}

/** A cloud with S3, Athena, IAM and STS; catalog, Lake Formation and events only note and answer. */
export function queryCloud(options: AthenaOptions = {}): QueryCloud {
  const events: Emitted[] = [];
  const tables = new Map<string, ResolvedTable>();
  const hidden = new Set<string>();
  const refusals = new Map<string, AwsError>();
  const created: NewTable[] = [];
  const faults: S3Faults[] = [];
  const cloud = testCloud(
    (made: Cloud) => {
      const { faults: switches, ...room } = createS3(made);
      faults.push(switches);
      return room;
    },
    (made: Cloud) => createAthena(made, options),
    (): Room => ({ events: { emit: (account, event) => void events.push({ account, ...event }), put: () => undefined, disturb: () => () => undefined } }),
    () => catalogRooms({ tables, hidden, refusals, created }),
  );
  return { cloud, events, tables, hidden, refusals, created, faults: faults[0] ?? {} };
}

function catalogRooms({ tables, hidden, refusals, created }: Pick<QueryCloud, 'tables' | 'hidden' | 'refusals' | 'created'>): Room {
  const glue = {
    resolveTable: (_catalogId: string, database: string, table: string) => tables.get(`${database}.${table}`),
    createTable: (_caller: unknown, _database: string, table: NewTable) => void created.push(table),
  };
  const lakeformation = {
    selectableColumns: (_caller: unknown, table: ResolvedTable) => {
      const refusal = refusals.get(table.table);
      if (refusal) throw refusal;
      return [...table.columns, ...table.partitionKeys].map(({ name }) => name).filter((name) => !hidden.has(name));
    },
  };
  // The stand-ins have the few methods that Athena calls; a test that needs more would fail at once.
  return { glue, lakeformation } as unknown as Room;
}

/** Describes a table over `s3://lake/<folder>/` and puts its files there. */
export function putTable(
  world: QueryCloud,
  table: Partial<ResolvedTable> & Pick<ResolvedTable, 'columns'>,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  const name = table.table ?? 'applications';
  const via = table.throughLink ?? 'rl_credit_risk';
  const location = table.location ?? `s3://${LAKE}/${encodeURIComponent(name)}/`;
  world.tables.set(`${via}.${name}`, {
    catalogId: CENTRAL,
    database: 'credit_risk',
    table: name,
    location,
    partitionKeys: [],
    partitions: [],
    format: 'csv',
    serdeParameters: { 'field.delim': ',' },
    tableParameters: { 'skip.header.line.count': '1' },
    throughLink: via,
    ...table,
  });
  for (const [file, body] of Object.entries(files)) world.cloud.s3.put(LAKE, `${location.slice(`s3://${LAKE}/`.length)}${file}`, body);
}

/** The bucket with the data belongs to central, that with the results to the consumer. */
export async function withBuckets(world: QueryCloud): Promise<QueryCloud> {
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
  for (const [account, bucket] of [
    [CENTRAL, LAKE],
    [CONSUMER, RESULTS],
  ] as const) {
    await s3(world.cloud, account).send(
      new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
    );
  }
  return world;
}

export function s3(cloud: LocalCloud, who: Parameters<typeof clientConfig>[1]): S3Client {
  return new S3Client({ ...clientConfig(cloud, who), forcePathStyle: true });
}

export function athena(cloud: LocalCloud, who: Parameters<typeof clientConfig>[1] = CONSUMER): AthenaClient {
  return new AthenaClient(clientConfig(cloud, who));
}

export interface Asked {
  readonly id: string;
  readonly execution: QueryExecution;
  /** Without the header row; empty unless the query succeeded. */
  readonly rows: (string | undefined)[][];
  readonly header: string[];
  readonly types: string[];
}

/** Runs a query to its end on the virtual clock. */
export async function ask(
  world: QueryCloud,
  sql: string,
  more: Partial<StartQueryExecutionCommandInput> = {},
  client = athena(world.cloud),
): Promise<Asked> {
  const started = await client.send(
    new StartQueryExecutionCommand({ QueryString: sql, ResultConfiguration: { OutputLocation: `s3://${RESULTS}/q/` }, ...more }),
  );
  await world.cloud.clock.run();
  const id = started.QueryExecutionId ?? '';
  const { QueryExecution: execution = {} } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
  if (execution.Status?.State !== 'SUCCEEDED') return { id, execution, rows: [], header: [], types: [] };
  const { ResultSet: results } = await client.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
  const rows = (results?.Rows ?? []).map((row) => (row.Data ?? []).map((datum) => datum.VarCharValue));
  return {
    id,
    execution,
    rows: rows.slice(1),
    header: (rows[0] ?? []).map(String),
    types: (results?.ResultSetMetadata?.ColumnInfo ?? []).map((column) => column.Type ?? ''),
  };
}
