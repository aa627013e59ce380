import type { TableProduct } from '../../events/mesh/metadata.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { digestOf } from './hash.ts';
import { modelsOf } from './product.ts';
import type { NewestDocument } from './profile-documents.ts';

const minute = 60_000;

/** What is due although nothing changed: the data is counted again, or judged again because it has grown old. */
export type AgePlan = 'count again' | 'judge again' | 'wait';

/** When the newest profile is due to be counted and judged again (milliseconds since the epoch); the strictest subscription holds. */
function dueTimes(mesh: Mesh, product: TableProduct, { readAt, changedAt }: NewestDocument) {
  const subscriptions = modelsOf(mesh, product).map(({ subscription }) => subscription);
  const ages = subscriptions.flatMap(({ profileAgeSeconds: seconds }) => (seconds === undefined ? [] : [seconds * 1000]));
  const stale = changedAt === undefined ? [] : subscriptions.flatMap(({ drift: { maximumAgeSeconds: seconds } }) => (seconds === undefined ? [] : [changedAt + seconds * 1000]));
  return { count: ages.map((age) => readAt + age), judge: stale };
}

/** Only what became due since the newest profile was read: a verdict on old data is told once. */
export function planAge(mesh: Mesh, product: TableProduct, newest: NewestDocument, now: number): AgePlan {
  const { count, judge } = dueTimes(mesh, product, newest);
  if (count.some((due) => due <= now)) return 'count again';
  return judge.some((due) => due > newest.readAt && due < now) ? 'judge again' : 'wait';
}

/** When to look next, a full minute after it is due; undefined for never. */
export function nextLook(mesh: Mesh, product: TableProduct, newest: NewestDocument, now: number): number | undefined {
  const { count, judge } = dueTimes(mesh, product, newest);
  const due = Math.min(...count, ...judge.filter((time) => time > newest.readAt && time >= now));
  return due === Infinity ? undefined : (Math.floor(Math.max(due, now) / minute) + 1) * minute;
}

/** The change id of a look at `at`: no change of the catalog has it. */
export function lookId({ catalogId, database, table }: TableProduct, at: number): string {
  return `${digestOf('look', catalogId, database, table).slice(0, 16)}-${new Date(at).toISOString().replaceAll(/[-:.]/g, '')}`;
}
