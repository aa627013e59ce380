import type { LocalCloud } from '../local/cloud.ts';
import { readGrants } from './aftermath.ts';
import { isReading, type History } from './history.ts';

/** Services whose calls may change who holds what. */
const governing = new Set(['glue', 'lakeformation', 'ram']);

/** Notes, whenever Access Granted is told, who holds what in that moment. The answer waits for what is still being read, and notes no more. */
export function noteTold(cloud: LocalCloud, history: History): () => Promise<void> {
  const reading: Promise<void>[] = [];
  // Read once for as long as nobody has done anything.
  let last: { readonly deeds: number; readonly held: ReturnType<typeof readGrants> } | undefined;
  const end = cloud.watch.subscribe((seen) => {
    if (seen.kind === 'call' && governing.has(seen.service) && !isReading(seen.operation)) last = undefined;
    if (seen.kind !== 'event' || seen.event['detail-type'] !== 'Access Granted') return;
    const { at: time, event } = seen;
    if (last?.deeds !== history.deeds.length) last = { deeds: history.deeds.length, held: readGrants(cloud) };
    reading.push(last.held.then((held) => void history.told.push({ time, event, held })));
  });
  return async () => {
    end();
    await Promise.all(reading);
  };
}
