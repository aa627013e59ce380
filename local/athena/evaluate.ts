import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Cloud } from '../core/cloud.ts';
import { answerCatalog } from './catalog-answer.ts';
import type { QueryEngine } from './engine.ts';
import type { Execution, Outcome } from './execution.ts';
import { writeRows } from './output.ts';
import { readableTables } from './sources.ts';
import { destination, dropTable, writeTable } from './table-output.ts';

/** The end of a query once its time has come: it writes the result as the caller and says what there is. */
export type Finish = () => Outcome;

/** Athena ends a query that scans more than its work group allows (observed in public: state CANCELLED with this reason). */
export class CutoffReached extends Error {
  readonly scanned: number;

  /** @param cutoff bytes */
  constructor(cutoff: number) {
    super('Bytes scanned limit was exceeded');
    this.name = 'CutoffReached';
    this.scanned = cutoff;
  }
}

/** Works out a query's answer and returns what is left to do at its end. Throws QueryFailure or CutoffReached. */
export async function evaluate(cloud: Cloud, engine: QueryEngine, execution: Execution, sql: string): Promise<Finish> {
  const { statement } = execution.classified;
  if (statement.kind === 'dropTable') return () => dropTable(cloud, execution, statement.name, statement.ifExists);
  if (statement.kind === 'catalog') return () => answerCatalog(cloud, execution, statement.asked);
  const { database, catalog, cutoff } = execution.submission;
  const { tables: references } = await engine.parse(sql);
  const readable = readableTables({ cloud, caller: execution.caller, queryId: execution.id, database, catalog }, references);
  const now = cloud.clock.now();
  const tables = (await engine.prune?.({ sql, tables: readable, database, now })) ?? readable;
  const scanned = tables.flatMap((table) => table.files).reduce((sum, file) => sum + file.bytes, 0);
  if (cutoff !== undefined && scanned > cutoff) throw new CutoffReached(cutoff);
  const request = { sql, tables, database, now };
  if (statement.kind === 'select') {
    const answer = await engine.run(request);
    return () => writeRows(cloud, execution, answer, scanned);
  }
  const location = destination(cloud, execution, statement);
  const file = join(cloud.s3.directory(), `${execution.id}.parquet`);
  const answer = await engine.run({ ...request, parquet: file });
  const content = readFileSync(file);
  rmSync(file);
  const bytes = statement.kind === 'unload' || statement.withData ? content : undefined;
  return () => writeTable(cloud, execution, statement, answer, { location, bytes, scanned });
}
