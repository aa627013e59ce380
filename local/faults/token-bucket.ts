/**
 * Lets so many requests through at once and, when they are used up, so many a second: how AWS describes its request rates
 * (for example Amazon EC2 API reference, "Request throttling").
 */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #most: number;
  #tokens: number;
  #at: number;

  /** @param now milliseconds */
  constructor({ perSecond, burst }: { readonly perSecond: number; readonly burst?: number | undefined }, now: number) {
    this.#perSecond = perSecond;
    this.#most = burst ?? Math.max(1, perSecond);
    this.#tokens = this.#most;
    this.#at = now;
  }

  /** Whether a request of this moment is let through. */
  take(now: number): boolean {
    this.#tokens = Math.min(this.#most, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
