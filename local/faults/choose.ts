import type { Dice } from '../core/dice.ts';

/** Which of the things that match are meant. */
export interface Which {
  readonly nth?: number | undefined;
  readonly times?: number | undefined;
  readonly probability?: number | undefined;
}

/** Counts what matches a fault, and says of each whether the fault has it. */
export class Chooser {
  readonly #which: Which;
  readonly #dice: Dice;
  #seen = 0;
  #chosen = 0;

  constructor(which: Which, dice: Dice) {
    this.#which = which;
    this.#dice = dice;
  }

  /** Something that matches has come. */
  choose(): boolean {
    const { nth, times, probability } = this.#which;
    this.#seen += 1;
    if (nth !== undefined && (this.#seen < nth || this.#seen >= nth + (times ?? 1))) return false;
    if (nth === undefined && times !== undefined && this.#chosen >= times) return false;
    if (probability !== undefined && this.#dice.next() >= probability) return false;
    this.#chosen += 1;
    return true;
  }
}
