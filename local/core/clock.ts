/** The one source of time for the local cloud and for the functions that run on it (milliseconds since the epoch). */
export interface Clock {
  now(): number;
  /**
   * Runs `run` once, `delay` milliseconds of cloud time from now. An `idle` timer is one that comes again for ever, such as an
   * hourly schedule's: a virtual clock that runs until nothing is left does not wait for it.
   */
  timer(run: () => void, delay: number, options?: { readonly idle?: boolean }): Timer;
  /** Marks work that happens outside the cloud's time (a database query, a file, a child process), so that a virtual clock waits for it. */
  outside<T>(work: Promise<T>): Promise<T>;
}

export interface Timer {
  cancel(): void;
}

/** Resolves after `delay` milliseconds of cloud time. */
export function sleep(clock: Clock, delay: number): Promise<void> {
  return new Promise((resolve) => clock.timer(resolve, delay));
}
