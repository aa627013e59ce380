import type { DuckDBConnection } from '@duckdb/node-api';
import { anchorQuery } from '../../shared/drift/anchor-query.ts';
import type { AnchorOptions } from '../../shared/drift/anchor-query.ts';
import { batches } from '../../shared/drift/batches.ts';
import { joinGrids } from '../../shared/drift/grid-of.ts';
import type { Grid } from '../../shared/drift/grid.ts';
import { profileQueries } from '../../shared/drift/profile-queries.ts';
import type { Profile } from '../../shared/drift/profile.ts';
import { readAnchors } from '../../shared/drift/read-anchors.ts';
import { readProfile } from '../../shared/drift/read-profile.ts';
import type { Rows } from '../../shared/drift/source.ts';
import type { Typed } from './agree.ts';
import { queryRows } from './duckdb.ts';

const columnsPerAnchorQuery = 200;

/** The grid that the baseline gives: what the loop fixes at a product's first registration. */
export async function anchor(connection: DuckDBConnection, { view, columns }: Typed, options: AnchorOptions): Promise<Grid> {
  const source = { database: 'main', table: view };
  let grid: Grid = { version: 1, rows: 0, columns: [] };
  for (const batch of batches(columns, columnsPerAnchorQuery)) {
    const anchored = readAnchors(await queryRows(connection, anchorQuery(source, batch, options)), batch, options);
    grid = joinGrids({ ...grid, rows: anchored.rows }, anchored);
  }
  return grid;
}

/** The profile as the loop makes it: the same queries, the same reader. */
export async function profile(connection: DuckDBConnection, { view, columns }: Typed, grid: Grid, minimumCount: number): Promise<Profile> {
  const results: Rows[] = [];
  for (const sql of profileQueries({ database: 'main', table: view }, columns, grid)) results.push(await queryRows(connection, sql));
  return readProfile(results, columns, grid, minimumCount);
}
