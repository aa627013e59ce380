import type { Dice } from '../local/core/dice.ts';

/** A whole number from `low` to `high`, both included. */
export function between(dice: Dice, low: number, high: number): number {
  return low + Math.floor(dice.next() * (high - low + 1));
}

export function oneOf<T>(dice: Dice, items: readonly [T, ...(readonly T[])]): T {
  return items[Math.floor(dice.next() * items.length)] ?? items[0];
}

/** One of the items, each as likely as its weight says. */
export function weighted<T>(dice: Dice, items: readonly [readonly [weight: number, item: T], ...(readonly [number, T])[]]): T {
  let rest = dice.next() * items.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, item] of items) {
    rest -= weight;
    if (rest < 0) return item;
  }
  return items[0][1];
}
