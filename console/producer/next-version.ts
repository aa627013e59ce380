import type { ProductFile } from '../../local/scenario/product-file.ts';
import { publishFile, publishQuery, publishShifted } from '../../local/scenario/product-file.ts';

/** How the next version of a product differs from the one that is registered. */
export type Difference = 'more rows' | 'drift' | 'new column';

/** Writes the next version of a product from the Parquet file of the present one. Throws UnreadableData where it cannot differ so. */
export async function nextVersion(present: string, difference: Difference, folder: string): Promise<ProductFile> {
  const now = await publishFile(present, folder, 'present');
  const rows = `read_parquet('${now.path.replaceAll("'", "''")}')`;
  switch (difference) {
    case 'drift':
      return await publishShifted(now, 'The registered table', folder, 'next');
    case 'more rows': {
      // Every second row once more: the distributions stay as they are.
      const again = `SELECT * EXCLUDE (number) FROM (SELECT *, row_number() OVER () AS number FROM ${rows}) WHERE number % 2 = 0`;
      return await publishQuery(`SELECT * FROM ${rows} UNION ALL ${again}`, 'The registered table', folder, 'next');
    }
    case 'new column':
      return await publishQuery(`SELECT *, CASE WHEN row_number() OVER () % 3 = 0 THEN 'branch' ELSE 'online' END AS "${newColumn(now)}" FROM ${rows}`, 'The registered table', folder, 'next');
  }
}

/** `channel`, or `channel_2`, … where that is taken. */
function newColumn({ columns }: ProductFile): string {
  const taken = new Set(columns.map(({ Name }) => Name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'channel' : `channel_${number}`;
    if (!taken.has(name)) return name;
  }
}
