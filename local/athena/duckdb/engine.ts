import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ParsedQuery, QueryAnswer, QueryEngine, QueryRequest, TableSource } from '../engine.ts';
import { ErrorType, QueryFailure } from '../failure.ts';
import { identifier, literal } from '../quote.ts';
import { place, position, readTree } from './ast.ts';
import type { Tree } from './ast.ts';
import { outputNames, resultColumn } from './columns.ts';
import { clockStatements, dialectStatements, translate } from './dialect.ts';
import { failureOf } from './errors.ts';
import { prune } from './prune.ts';
import { textOf } from './value.ts';
import { selectOf } from './view.ts';

/** The catalog of a query, made for it and thrown away after it. */
const CATALOG = identifier('AwsDataCatalog');

/** Of DuckDB's table functions, which read files and settings, only this one is Trino's too. */
const TABLE_FUNCTIONS = new Set(['unnest']);

interface Connected {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/**
 * Evaluates Athena's SQL with DuckDB: one in-memory database, one query at a time, which sees nothing but views over its tables.
 * DuckDB may read no file outside `directory`.
 */
export class DuckDbEngine implements QueryEngine {
  readonly #directory: () => string;
  #connected: Promise<Connected> | undefined;
  /** The end of the queue of queries: DuckDB's catalog names are shared. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param directory where the tables' files and results lie */
  constructor(directory: () => string) {
    this.#directory = directory;
  }

  async parse(sql: string): Promise<ParsedQuery> {
    const tree = await this.#alone((connection) => parseTree(connection, sql));
    return {
      tables: tree.tables.map((table) => ({
        ...(table.catalog === '' ? {} : { catalog: table.catalog }),
        ...(table.schema === '' ? {} : { database: table.schema.toLowerCase() }),
        table: table.table.toLowerCase(),
        ...place(sql, table.offset),
      })),
    };
  }

  prune({ sql, tables }: QueryRequest): Promise<readonly TableSource[]> {
    if (tables.every(({ definition }) => definition.partitionKeys.length === 0)) return Promise.resolve(tables);
    return this.#alone(async (connection) => {
      const statement: unknown = JSON.parse(await serialized(connection, sql));
      const pruned: TableSource[] = [];
      for (const source of tables) pruned.push(await prune(connection, source, statement));
      return pruned;
    });
  }

  run(request: QueryRequest): Promise<QueryAnswer> {
    return this.#alone(async (connection) => {
      const tree = await parseTree(connection, request.sql);
      const files = request.tables.flatMap((source) => source.files);
      try {
        await prepare(connection, request);
        return await answer(connection, request, tree);
      } catch (error) {
        throw failureOf(error, request.sql, tree, files);
      } finally {
        await cleanUp(connection);
      }
    });
  }

  close(): void {
    const connected = this.#connected;
    this.#connected = undefined;
    if (!connected) return;
    // After the queries under way; a connection that failed has told those who waited for it.
    void this.#last
      .then(() => connected)
      .then(
        ({ connection, instance }) => {
          connection.closeSync();
          instance.closeSync();
        },
        () => undefined,
      );
  }

  #alone<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => work((await this.#connect()).connection));
    // The next in the queue does not care how this one ended; who asked does.
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #connect(): Promise<Connected> {
    return (this.#connected ??= connect(this.#directory()));
  }
}

async function connect(directory: string): Promise<Connected> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '700MB',
    threads: '2',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const settings = [
    `SET allowed_directories = [${literal(directory)}]`,
    'SET enable_external_access = false',
    "SET TimeZone = 'UTC'",
    // Trino divides integers to an integer.
    'SET integer_division = true',
    ...dialectStatements(),
  ];
  for (const statement of settings) await connection.run(statement);
  return { instance, connection };
}

async function parseTree(connection: DuckDBConnection, sql: string): Promise<Tree> {
  const tree = readTree(await serialized(connection, sql), sql);
  const foreign = tree.tableFunctions.find((call) => !TABLE_FUNCTIONS.has(call.name.toLowerCase()));
  if (foreign)
    throw new QueryFailure(
      ErrorType.functionNotFound,
      `FUNCTION_NOT_FOUND: ${position(sql, foreign.offset)}: Table function '${foreign.name}' not registered`,
    );
  return tree;
}

async function serialized(connection: DuckDBConnection, sql: string): Promise<string> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  return String(reader.getRows()[0]?.[0]);
}

async function prepare(connection: DuckDBConnection, request: QueryRequest): Promise<void> {
  await connection.run(`ATTACH ':memory:' AS ${CATALOG}`);
  for (const statement of clockStatements(request.now)) await connection.run(statement);
  const databases = new Set(request.tables.map((source) => source.database));
  if (request.database !== undefined) databases.add(request.database.toLowerCase());
  for (const database of databases) await connection.run(`CREATE SCHEMA IF NOT EXISTS ${CATALOG}.${identifier(database)}`);
  for (const source of request.tables) await createView(connection, source);
  if (request.database !== undefined) await connection.run(`USE ${CATALOG}.${identifier(request.database.toLowerCase())}`);
  else await connection.run(`USE ${CATALOG}`);
}

async function createView(connection: DuckDBConnection, source: TableSource): Promise<void> {
  const select = await selectOf(source, (paths) => describeParquet(connection, paths));
  await connection.run(`CREATE VIEW ${CATALOG}.${identifier(source.database)}.${identifier(source.table)} AS ${select}`);
}

async function describeParquet(connection: DuckDBConnection, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const reader = await connection.runAndReadAll(
    `DESCRIBE SELECT * FROM read_parquet([${paths.map(literal).join(', ')}], union_by_name = true)`,
  );
  return new Map(reader.getRows().map(([name, type]) => [String(name).toLowerCase(), String(type)]));
}

async function answer(connection: DuckDBConnection, request: QueryRequest, tree: Tree): Promise<QueryAnswer> {
  const sql = translate(request.sql, tree.functions);
  if (request.parquet !== undefined) return toParquet(connection, sql, tree, request.parquet);
  const result = await connection.stream(sql);
  const types = result.columnTypes();
  const names = outputNames(result.columnNames(), tree.outputNames);
  const rows: (string | null)[][] = [];
  for await (const chunk of result.yieldRows()) {
    for (const row of chunk) rows.push(types.map((type, index) => textOf(row[index] ?? null, type)));
  }
  return { columns: types.map((type, index) => resultColumn(names[index] ?? '', type)), rows, rowCount: rows.length };
}

/** Writes the rows to a file with Athena's types: DuckDB alone would write its wide integers as doubles. */
async function toParquet(connection: DuckDBConnection, sql: string, tree: Tree, file: string): Promise<QueryAnswer> {
  const empty = await connection.run(`SELECT * FROM (${sql}\n) LIMIT 0`);
  const names = outputNames(empty.columnNames(), tree.outputNames);
  const columns = empty.columnTypes().map((type, index) => resultColumn((names[index] ?? '').toLowerCase(), type));
  const casts = columns.map((column, index) => {
    const position = identifier(`c${index}`);
    return `${column.type === 'bigint' ? `CAST(${position} AS BIGINT)` : position} AS ${identifier(column.name)}`;
  });
  const aliases = columns.map((_column, index) => identifier(`c${index}`)).join(', ');
  const written = await connection.runAndReadAll(
    `COPY (SELECT ${casts.join(', ')} FROM (${sql}\n) AS q(${aliases})) TO ${literal(file)} (FORMAT parquet, COMPRESSION gzip)`,
  );
  return { columns, rows: [], rowCount: Number(written.getRows()[0]?.[0] ?? 0) };
}

async function cleanUp(connection: DuckDBConnection): Promise<void> {
  await connection.run('USE memory.main');
  await connection.run(`DETACH DATABASE IF EXISTS ${CATALOG}`);
}
