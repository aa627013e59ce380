import * as z from 'zod/mini';
import type { Rows } from '../../../shared/drift/source.ts';

const page = z.looseObject({
  nextUri: z.optional(z.string()),
  data: z.optional(z.array(z.array(z.nullable(z.string())))),
  error: z.optional(z.looseObject({ message: z.string(), failureInfo: z.optional(z.unknown()) })),
});

/** A query's rows as text, as Athena's result files have them (Trino client REST API). Throws with Trino's message when it refuses the query. */
export async function trinoRows(url: string, sql: string): Promise<Rows> {
  const rows: (readonly (string | null)[])[] = [];
  const headers = { 'X-Trino-User': 'check', 'X-Trino-Catalog': 'files', 'X-Trino-Schema': 'main', 'X-Trino-Time-Zone': 'UTC' };
  let response = await fetch(`${url}/v1/statement`, { method: 'POST', body: sql, headers });
  for (;;) {
    const { nextUri, data = [], error } = z.parse(page, parse(await response.text()));
    if (error !== undefined) throw new Error(`${error.message}: ${JSON.stringify(error.failureInfo).slice(0, 2000)}`);
    rows.push(...data);
    if (nextUri === undefined) return rows;
    response = await fetch(nextUri, { headers });
  }
}

/** Numbers of the rows stay text: GROUPING masks of 60 columns have more digits than a double. */
function parse(text: string): unknown {
  return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) => (typeof value === 'number' || typeof value === 'boolean' ? context?.source ?? String(value) : value));
}
