import type { LocalCloud } from '../local/cloud.ts';
import { readGrants } from './aftermath.ts';
import type { History } from './history.ts';

/** Notes, whenever Access Granted is told, who holds what in that moment. The answer waits for what is still being read, and notes no more. */
export function noteTold(cloud: LocalCloud, history: History): () => Promise<void> {
  const reading: Promise<void>[] = [];
  const end = cloud.watch.subscribe((seen) => {
    if (seen.kind !== 'event' || seen.event['detail-type'] !== 'Access Granted') return;
    const { at: time, event } = seen;
    reading.push(readGrants(cloud).then((held) => void history.told.push({ time, event, held })));
  });
  return async () => {
    end();
    await Promise.all(reading);
  };
}
