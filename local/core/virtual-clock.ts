import type { Clock, Timer } from './clock.ts';

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly idle: boolean;
  readonly run: () => void;
}

/** Two turns of the event loop without news count as quiet: one for what is under way, one to see that nothing followed. */
const QUIET_TURNS = 2;

/** Work that nobody hands us as a promise: immediates, and file reads such as the SDK's of its shared configuration. */
const WORK = new Set(['Immediate', 'FSReqPromise', 'FSReqCallback', 'CloseReq']);

/**
 * Time that only moves when everything is idle: timers fire in order of time, then of insertion, and between two of them
 * the clock waits until no microtask, immediate, file read or `outside` work is left. The same seed gives the same run.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  /** Sorted: what fires first is at the end. */
  readonly #timers: Pending[] = [];
  /** How many of them are not idle. */
  #awaited = 0;
  #outside = 0;
  /** Who waits for work outside to end. */
  readonly #waiting: (() => void)[] = [];
  #activity = 0;
  #running = false;

  /** @param start milliseconds since the epoch */
  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Timers that wait to fire, without idle ones. */
  get pending(): number {
    return this.#awaited;
  }

  timer(run: () => void, delay: number, { idle = false }: { readonly idle?: boolean } = {}): Timer {
    if (!Number.isFinite(delay)) throw new RangeError(`a timer's delay must be a finite number of milliseconds, not ${delay}`);
    const pending = { at: this.#now + Math.max(0, delay), order: this.#order++, idle, run };
    this.#activity++;
    if (!idle) this.#awaited++;
    this.#timers.splice(this.#placeOf(pending), 0, pending);
    return {
      cancel: () => {
        const index = this.#timers.indexOf(pending);
        if (index < 0) return;
        this.#timers.splice(index, 1);
        if (!idle) this.#awaited--;
      },
    };
  }

  async outside<T>(work: Promise<T>): Promise<T> {
    this.#outside++;
    this.#activity++;
    try {
      return await work;
    } finally {
      this.#outside--;
      this.#activity++;
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  /** Fires what is due until nothing but idle timers is left or, with `until` (milliseconds since the epoch), until that moment. The clock then stands there. */
  async run(options: { until?: number } = {}): Promise<void> {
    if (this.#running) throw new Error('the clock runs already: await the first run before the next');
    this.#running = true;
    const until = options.until ?? Infinity;
    try {
      await this.settle();
      for (let next = this.#timers.at(-1); next && next.at <= until && (until !== Infinity || this.#awaited > 0); next = this.#timers.at(-1)) {
        this.#timers.pop();
        if (!next.idle) this.#awaited--;
        this.#now = Math.max(this.#now, next.at);
        next.run();
        await this.settle();
      }
      if (until !== Infinity) this.#now = Math.max(this.#now, until);
    } finally {
      this.#running = false;
    }
  }

  /** As `run`, for `duration` milliseconds of cloud time. */
  advance(duration: number): Promise<void> {
    return this.run({ until: this.#now + duration });
  }

  /** Waits until nothing is in flight, without moving time. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      const before = this.#activity;
      // Turns of the event loop would take the processor from the very work that is waited for.
      if (this.#outside > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      await nextTurn();
      quiet = this.#activity === before && this.#outside === 0 && !workInFlight() ? quiet + 1 : 0;
    }
  }

  #placeOf(pending: Pending): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#timers[middle];
      if (other && firesBefore(pending, other)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function firesBefore(a: Pending, b: Pending): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Immediates by which clocks of this process wait: they are nobody's work, or two clocks would wait for each other for ever. */
let ownTurns = 0;

function nextTurn(): Promise<void> {
  ownTurns++;
  return new Promise((resolve) =>
    setImmediate(() => {
      ownTurns--;
      resolve();
    }),
  );
}

function workInFlight(): boolean {
  return process.getActiveResourcesInfo().filter((resource) => WORK.has(resource)).length > ownTurns;
}
