import type { Observation } from '../../local/core/cloud.ts';
import { textAt } from '../loose.ts';
import { accounts } from '../places.ts';

/** What a burst led to, counted on the way: keeping every event would take more memory than the cloud itself. */
export class BurstWatch {
  /** Calls of the functions to AWS, by `service:Operation`. */
  readonly calls = new Map<string, number>();
  /** Calls that were refused, by `service:Operation error`. */
  readonly refused = new Map<string, number>();
  readonly invocations = new Map<string, number>();
  /** Attempts that failed, by function and error. */
  readonly failed = new Map<string, number>();
  /** Registrations as AWS told them on the mesh bus, and those that were noticed, by the event's id. */
  readonly told = new Set<string>();
  readonly noticed = new Set<string>();
  /** Products and windows, as change ids. */
  readonly windows = new Set<string>();
  readonly settled = new Set<string>();
  /** How often each change of a table was profiled. One of a database is one of each of its tables. */
  readonly profiled = new Map<string, number>();
  readonly granted = new Set<string>();
  syncFailed = 0;
  deadLettered = 0;
  dropped = 0;
  largestMemory = 0;
  #seen = 0;

  note(seen: Observation): void {
    this.#seen += 1;
    if (this.#seen % 10_000 === 0) this.largestMemory = Math.max(this.largestMemory, process.memoryUsage().rss);
    switch (seen.kind) {
      case 'call':
        if (seen.caller.roleArn?.includes('role/meshloop-') !== true) return;
        add(this.calls, `${seen.service}:${seen.operation}`);
        if (seen.error !== undefined) add(this.refused, `${seen.service}:${seen.operation} ${seen.error.split(':')[0]}`);
        return;
      case 'invocation':
        if (seen.phase === 'started') add(this.invocations, seen.functionName);
        if (seen.phase === 'failed') add(this.failed, `${seen.functionName}: ${(seen.error ?? '').slice(0, 120)}`);
        if (seen.phase === 'dead-lettered') this.deadLettered += 1;
        return;
      case 'dropped':
        this.dropped += 1;
        return;
      case 'event':
        if (seen.account === accounts.consumer && seen.bus === 'meshloop-dev') this.#noteEvent(seen.event);
        return;
      case 'log':
    }
  }

  #noteEvent({ id, source, 'detail-type': type, detail }: Extract<Observation, { kind: 'event' }>['event']): void {
    const changeId = textAt(detail, 'metadata', 'changeId') ?? '';
    if (source === 'aws.glue' && textAt(detail, 'typeOfChange') === 'UpdateTable') this.told.add(id);
    if (type === 'Data Product Changed') {
      this.noticed.add(textAt(detail, 'metadata', 'causationId') ?? '');
      this.windows.add(changeId);
    }
    if (type === 'Data Product Settled') this.settled.add(changeId);
    if (type === 'Access Granted') this.granted.add(changeId);
    if (type === 'Data Profiled') add(this.profiled, `${textAt(detail, 'metadata', 'product', 'table')} ${changeId}`);
    if (type === 'Sync Failed') this.syncFailed += 1;
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
