import type { Finding } from '../finding.ts';
import { textAt } from '../loose.ts';
import type { Evidence } from './evidence.ts';

const invariant = 'every failure visible';

/**
 * Each event that a function gave up lies in its queue, nothing was dropped on the way, and each query or crawl that failed for good
 * has its Sync Failed or its dead letter.
 */
export function everyFailureVisible(evidence: Evidence): Finding[] {
  const { history, aftermath } = evidence;
  const given = history.troubles.filter(({ text }) => / dead-lettered \(/.test(text));
  const dropped = history.troubles.filter((trouble) => trouble.dropped).map(({ text }): Finding => ({ invariant, text }));
  const records = aftermath.deadLetters.filter(({ queue }) => queue.startsWith('meshloop-dev-') && queue.endsWith('-dlq'));
  const missing = given.length > records.length ? [{ invariant, text: `${given.length} invocations were given up, but only ${records.length} lie in queues` } as const] : [];
  return [...dropped, ...missing, ...silentQueries(evidence)];
}

/** The last attempt of a query that failed is followed by Sync Failed or lies in a queue. */
function silentQueries({ history, aftermath }: Evidence): Finding[] {
  const byPart = Map.groupBy(aftermath.queries, ({ location }) => location.replace(/-\d+\/[^/]+$/, ''));
  return [...byPart].flatMap(([part, attempts]): Finding[] => {
    const attempt = (location: string) => Number(/-(\d+)\/[^/]+$/.exec(location)?.[1] ?? 0);
    const last = attempts.toSorted((a, b) => attempt(a.location) - attempt(b.location)).at(-1);
    if (last === undefined || attempts.some(({ state }) => state === 'SUCCEEDED')) return [];
    const changeId = part.split('/').at(-2) ?? '';
    const told = history.events.some(({ event }) => event['detail-type'] === 'Sync Failed' && textAt(event.detail, 'metadata', 'changeId') === changeId);
    const buried = aftermath.deadLetters.some(({ event }) => JSON.stringify(event ?? null).includes(last.id) || JSON.stringify(event ?? null).includes(changeId));
    return told || buried ? [] : [{ invariant, text: `the query ${part} failed ${attempts.length} times, and nobody was told` }];
  });
}
