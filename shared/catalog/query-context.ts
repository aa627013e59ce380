import type { TableProduct } from '../../events/mesh/metadata.ts';
import { decode, encode } from './names.ts';

export type QueryPurpose = 'access' | 'grid' | 'profile' | 'moments';

/** What a query is for. It travels in the query's output location, since events name only the query's id. */
export interface QueryContext {
  readonly purpose: QueryPurpose;
  readonly subscription: string;
  readonly database: string;
  readonly table: string;
  readonly changeId: string;
  /** Which of the queries that together make a profile, from 0. */
  readonly part: number;
  /** From 1; each has its own token, since Athena answers a repeated token with the old failure. */
  readonly attempt: number;
}

/** The S3 prefix, ending in `/`, under which Athena writes the result. */
export function outputPrefix({ purpose, subscription, database, table, changeId, part, attempt }: QueryContext): string {
  return `queries/${purpose}/${subscription}/${encode(database)}/${encode(table)}/${changeId}/${part}-${attempt}/`;
}

/** The context behind an output location; undefined when the query is not one of ours. */
export function contextOf(bucket: string, location: string): QueryContext | undefined {
  const prefix = `s3://${bucket}/`;
  const match = /^queries\/(access|grid|profile|moments)\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/(\d+)-(\d+)\//.exec(
    location.startsWith(prefix) ? location.slice(prefix.length) : '',
  );
  if (match === null) return undefined;
  const [, purpose, subscription = '', database = '', table = '', changeId = '', part, attempt] = match;
  if (purpose !== 'access' && purpose !== 'grid' && purpose !== 'profile' && purpose !== 'moments') return undefined;
  return {
    purpose,
    subscription,
    database: decode(database),
    table: decode(table),
    changeId,
    part: Number(part),
    attempt: Number(attempt),
  };
}

/** First line of a query, for people who look at the query history: the context in characters that no comment minds. */
export function queryComment(context: QueryContext): string {
  return `-- meshloop ${outputPrefix(context).slice('queries/'.length, -1)}`;
}

export function productOf({ database, table }: QueryContext, catalogId: string): TableProduct {
  return { catalogId, database, table };
}
