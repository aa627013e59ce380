import { ErrorType, QueryFailure } from '../local/athena/failure.ts';
import type { ParsedQuery, QueryAnswer, QueryEngine, QueryRequest, ResultColumn } from '../local/athena/engine.ts';
import { countsOf, versionAt, type Counts } from './data.ts';

/** Whether a query fails by itself. */
export type FailsQuery = (purpose: 'access' | 'grid' | 'profile', table: string) => boolean;

/**
 * Answers the three kinds of queries that the functions send from counts that are known beforehand: no SQL is evaluated. What
 * Athena checks before (tables, links, Lake Formation's grants) is checked as ever.
 */
export function countingEngine(fails: FailsQuery): QueryEngine {
  return {
    parse: async (sql) => parse(sql),
    run: async (request) => answer(request, fails),
    close: () => undefined,
  };
}

/** The functions name their one table by quoted database and table. */
function parse(sql: string): ParsedQuery {
  const [, database, table] = /FROM "((?:[^"]|"")+)"\."((?:[^"]|"")+)"/.exec(sql) ?? [];
  if (database === undefined || table === undefined) throw new QueryFailure(ErrorType.syntax, 'SYNTAX_ERROR: no table of the simulation is named');
  return { tables: [{ database: database.replaceAll('""', '"'), table: table.replaceAll('""', '"'), line: 1, column: 1 }] };
}

function answer({ sql, tables: [source] }: QueryRequest, fails: FailsQuery): QueryAnswer {
  if (source === undefined) throw new Error('a query without a table came to the simulation');
  const purpose = purposeOf(sql);
  if (fails(purpose, source.definition.table)) throw new QueryFailure(ErrorType.internal, 'GENERIC_INTERNAL_ERROR: the simulation lets this query fail');
  if (purpose === 'access') return result(['readable'], [['1']]);
  const names = source.definition.columns.map(({ name }) => name).filter((name) => source.visible.includes(name));
  const counts = countsOf(versionAt(source.definition.location));
  if (purpose === 'grid') return result(['what', 'c', 'k', 'v', 'w', 'n', 'total', 'd'], anchors(names, counts));
  return result(['g', 'k', 'v', 'n'], profile(names, counts));
}

function purposeOf(sql: string): 'access' | 'grid' | 'profile' {
  if (sql.includes('SELECT 1 AS readable')) return 'access';
  if (sql.includes("SELECT 'rows' AS what")) return 'grid';
  if (sql.includes('GROUPING(')) return 'profile';
  throw new Error(`the simulation does not know this query: ${sql.slice(0, 80)}`);
}

type Row = readonly (string | null)[];

/** As the anchor query answers: the number of rows, then each text column's categories, the most frequent first. */
function anchors(names: readonly string[], counts: Counts): Row[] {
  const rows: Row[] = [['rows', '-1', null, null, null, String(counts.rows), String(counts.rows), '0']];
  for (const [ordinal, name] of names.entries()) {
    if (name !== 'segment') continue;
    const values = [...counts.values.segment].toSorted(([, a], [, b]) => b - a);
    const all = [String(counts.rows), String(values.length)];
    rows.push(...values.map(([value, count], rank): Row => ['category', String(ordinal), value, null, `${rank + 1}.0`, String(count), ...all]));
  }
  return rows;
}

/** As a profile query answers: one row for each value of each column under the column's GROUPING mask, and one for all rows. */
function profile(names: readonly string[], counts: Counts): Row[] {
  const all = 2 ** names.length - 1;
  const rows = names.flatMap((name, index) => {
    const mask = String(all - 2 ** (names.length - 1 - index));
    const values = name === 'segment' || name === 'active' ? counts.values[name] : new Map<string, number>();
    return [...values].map(([value, count]): Row => [mask, value, null, String(count)]);
  });
  return [...rows, [String(all), null, null, String(counts.rows)]];
}

function result(names: readonly string[], rows: readonly Row[]): QueryAnswer {
  return { columns: names.map(column), rows, rowCount: rows.length };
}

function column(name: string): ResultColumn {
  return { name, type: 'varchar', precision: 2147483647, scale: 0, hiveType: 'string' };
}
