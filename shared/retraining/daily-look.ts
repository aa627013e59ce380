import { digestOf } from '../catalog/hash.ts';

const hour = 60 * 60_000;
const hoursPerDay = 24;

/**
 * Whether a model is looked at in this hour though no event told of it: what an approval or an alarm whose event is lost has changed is
 * found within a day. Each model has its own hour, so that many models cost about as many looks in each.
 */
export function isDailyLook(model: string, now: number): boolean {
  const own = Number.parseInt(digestOf('look', model).slice(0, 8), 16) % hoursPerDay;
  return Math.floor(now / hour) % hoursPerDay === own;
}
