import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Entry } from '../../events/mesh/event.ts';
import { counted } from '../aws/counted.ts';
import { SyncError } from './errors.ts';
import { count } from './count.ts';

const events = counted(new EventBridgeClient({}));

/** Limits of one PutEvents (EventBridge user guide, "Quotas"), with room for the rest of the request. */
const maximumEntries = 10;
const maximumBytes = 900_000;

/** Puts events on the mesh bus. Throws when any of them was not accepted: the whole invocation is then tried again. */
export async function publish(busName: string, entries: readonly Entry[]): Promise<void> {
  for (const batch of batchesOf(entries)) {
    const { FailedEntryCount, Entries = [] } = await events.send(
      new PutEventsCommand({
        Entries: batch.map(({ source, detailType, detail }) => ({
          EventBusName: busName,
          Source: source,
          DetailType: detailType,
          Detail: detail,
        })),
      }),
    );
    if ((FailedEntryCount ?? 0) > 0) {
      const codes = [...new Set(Entries.flatMap(({ ErrorCode }) => ErrorCode ?? []))].join(', ');
      throw new SyncError(
        'retry',
        `${FailedEntryCount} of ${batch.length} events were not accepted: ${codes}`,
        'Nothing: it is tried again.',
      );
    }
    for (const { detailType } of batch) count(detailType);
  }
}

/** Splits entries so that each PutEvents stays within its limits. */
export function batchesOf(entries: readonly Entry[]): Entry[][] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = entrySize(entry);
    const last = batches.at(-1);
    if (last === undefined || last.length === maximumEntries || bytes + size > maximumBytes) {
      batches.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return batches;
}

function entrySize({ source, detailType, detail }: Entry): number {
  return Buffer.byteLength(source) + Buffer.byteLength(detailType) + Buffer.byteLength(detail);
}
