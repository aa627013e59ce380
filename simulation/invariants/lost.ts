import type { CloudEvent } from '../../local/core/cloud.ts';
import type { Finding } from '../finding.ts';
import { listAt, textAt } from '../loose.ts';
import { accounts } from '../places.ts';
import { meshesOf, subscriptionOf, type Evidence } from './evidence.ts';

const invariant = 'no change lost';

/**
 * Each change of a followed table that reached the mesh bus led to Data Product Changed, and each of those to Data Product Settled
 * for its window, unless the change lies in a dead-letter queue.
 */
export function noChangeLost(evidence: Evidence): Finding[] {
  const events = evidence.history.events.filter(({ bus }) => bus === 'meshloop-dev').map(({ event }) => event);
  const buried = new Set(evidence.aftermath.deadLetters.flatMap(({ event }) => textAt(event, 'id') ?? []));
  const changed = events.filter((event) => event['detail-type'] === 'Data Product Changed');
  const causes = new Set(changed.map((event) => textAt(event.detail, 'metadata', 'causationId')));
  const settled = new Set(events.flatMap((event) => (event['detail-type'] === 'Data Product Settled' ? [changeOf(event)] : [])));
  const failed = new Set(events.flatMap((event) => (event['detail-type'] === 'Sync Failed' ? [textAt(event.detail, 'metadata', 'causationId')] : [])));
  const unnoticed = events
    .filter((event) => isFollowedChange(evidence, event) && !causes.has(event.id) && !buried.has(event.id) && !failed.has(event.id))
    .map((event) => ({ invariant, text: `${event['detail-type']} ${event.id} (${JSON.stringify(event.detail).slice(0, 120)}) was not noticed` }) as const);
  const unsettled = changed
    .filter((event) => !settled.has(changeOf(event)))
    .map((event) => ({ invariant, text: `the change ${changeOf(event)} never settled` }) as const);
  return [...unnoticed, ...unsettled];
}

function changeOf(event: CloudEvent): string {
  return textAt(event.detail, 'metadata', 'changeId') ?? '';
}

/** Of tables that every version of mesh.yml follows: for others it is open by which version they were looked at. */
function isFollowedChange(evidence: Evidence, event: CloudEvent): boolean {
  if (event.source !== 'aws.glue' || event.account !== accounts.central) return false;
  const database = textAt(event.detail, 'databaseName') ?? '';
  const tables = [textAt(event.detail, 'tableName'), ...listAt(event.detail, 'changedTables').map(String)].filter((table) => table !== undefined);
  return tables.some((table) => meshesOf(evidence).every((mesh) => subscriptionOf(mesh, { database, table }) !== undefined));
}
