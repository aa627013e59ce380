import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Place } from '../place.ts';
import type { Range } from './range.ts';

/** A log widget's query: the groups that it names first, and what is asked of them. */
export interface LogQuery {
  readonly groups: readonly string[];
  readonly text: string;
}

/** One row of an answer, by field. */
export type Row = Readonly<Record<string, string>>;

/** `SOURCE 'a' | SOURCE 'b' | fields …`, as dashboards write it. Sources of another form stay in the text. */
export function readQuery(query: string): LogQuery {
  const groups: string[] = [];
  let text = query.trim();
  for (let found = source.exec(text); found !== null; found = source.exec(text)) {
    groups.push(found[1] ?? '');
    text = text.slice(found[0].length).trim();
  }
  return { groups, text };
}

const source = /^SOURCE\s+'([^']*)'\s*\|/i;

const patience = 10_000;

/** Runs the query. Throws with AWS's words, or when it does not end. */
export async function runQuery(place: Place, query: LogQuery, { from, to }: Range): Promise<readonly Row[]> {
  const client = new CloudWatchLogsClient(await place.asAdministrator());
  const { queryId } = await client.send(
    new StartQueryCommand({
      queryString: query.text,
      ...(query.groups.length > 0 && { logGroupNames: [...query.groups] }),
      startTime: Math.floor(from / 1000),
      endTime: Math.ceil(to / 1000),
    }),
  );
  for (const end = performance.now() + patience; ; await pause(20)) {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete') return results.map((row) => Object.fromEntries(row.flatMap(({ field, value }) => (field === undefined || field === '@ptr' ? [] : [[field, value ?? '']]))));
    if (status !== 'Running' && status !== 'Scheduled') throw new Error(`The query ended as ${status}.`);
    if (performance.now() > end) throw new Error('The query did not end within ten seconds.');
  }
}
