import type { Product } from '../../events/mesh/metadata.ts';
import { digestOf } from './hash.ts';

const minute = 60_000;

/** All changes of a product in one window count as one. Times are milliseconds since the epoch. */
export interface SettleWindow {
  readonly end: number;
  /** When the schedule fires: after the end, on a full minute, as EventBridge Scheduler knows no seconds. */
  readonly due: number;
  /** Product and window. */
  readonly changeId: string;
}

/**
 * The window that is open at `now`. Windows are laid end to end; where they begin depends on the product, so that those of
 * different products do not all end in one minute. At least half a minute lies between end and due: a schedule that is asked
 * for while its window closes is never in the past.
 */
export function windowAt(product: Product, length: number, now: number): SettleWindow {
  const name = digestOf(product.catalogId, product.database, product.table ?? '');
  const offset = Number.parseInt(name.slice(0, 8), 16) % length;
  const end = now - modulo(now - offset, length) + length;
  const due = Math.ceil((end + minute / 2) / minute) * minute;
  return { end, due, changeId: `${name.slice(0, 16)}-${compactTime(end)}` };
}

/** When the window of a change ended. */
export function windowEndOf(changeId: string): number {
  const [, year, month, day, hour, minutes, seconds, milliseconds] = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(changeId) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minutes}:${seconds}.${milliseconds}Z`);
}

function modulo(value: number, length: number): number {
  return ((value % length) + length) % length;
}

/** `20261120T091500123Z`: sorts by time and needs no escaping anywhere. */
function compactTime(time: number): string {
  return new Date(time).toISOString().replaceAll(/[-:.]/g, '');
}
