import type { DuckDBConnection } from '@duckdb/node-api';
import { smallestExpected } from '../../shared/drift/bins.ts';
import { identifier } from '../../shared/drift/sql.ts';
import type { Column } from '../../shared/drift/source.ts';
import { total } from '../../shared/drift/sum.ts';
import { valueCountsQuery } from '../../shared/drift/value-counts-query.ts';
import type { Distribution } from '../../shared/drift/verdict.ts';
import type { Agreed } from './agree.ts';
import { queryRows } from './duckdb.ts';

/**
 * The bins of the verdict of a text column with many values: each value whose smaller expected count is large enough, the rest as one. The database
 * counts and folds, so that millions of different values need no memory here.
 */
export async function frequentValues(connection: DuckDBConnection, { baseline, current }: Agreed, column: Column): Promise<Distribution | undefined> {
  const [before, now] = [baseline.view, current.view].map((view) => valueCountsQuery({ database: 'main', table: view }, column));
  if (before === undefined || now === undefined) return undefined;
  const name = identifier(column.name);
  const [counts = []] = await queryRows(connection, `SELECT (SELECT COUNT(${name}) FROM ${identifier(baseline.view)}), (SELECT COUNT(${name}) FROM ${identifier(current.view)})`);
  const [n = 0, m = 0] = counts.map(Number);
  const least = (smallestExpected * (n + m)) / Math.min(n, m);
  const both = `SELECT COALESCE(b.k, c.k) AS k, COALESCE(b.n, 0) AS b, COALESCE(c.n, 0) AS c FROM (${before}) AS b FULL OUTER JOIN (${now}) AS c ON b.k = c.k`;
  const frequent = n === 0 || m === 0 ? [] : await queryRows(connection, `SELECT k, b, c FROM (${both}) AS joined WHERE k IS NOT NULL AND b + c >= ${least} ORDER BY b + c DESC, k`);
  const [labels, b, c] = [frequent.map(([value]) => value ?? ''), frequent.map((row) => Number(row[1])), frequent.map((row) => Number(row[2]))];
  const rest = [n - total(b), m - total(c)] as const;
  if (rest[0] + rest[1] === 0) return { labels, baseline: b, current: c };
  return { labels: [...labels, 'rare values'], baseline: [...b, rest[0]], current: [...c, rest[1]] };
}
