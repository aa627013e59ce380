/** The one source of randomness, so that a seed replays a run. */
export interface Dice {
  /** A number in [0, 1). */
  next(): number;
  /** A version 4 UUID. */
  uuid(): string;
  /** `length` characters of `alphabet` (default: lower-case letters and digits). */
  text(length: number, alphabet?: string): string;
}
