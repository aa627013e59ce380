import type { Clock, Timer } from './clock.ts';

/** setTimeout fires at once beyond this. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The machine's time, or the same faster by a factor, counted from `start`. */
export class RealClock implements Clock {
  readonly #speed: number;
  readonly #start: number;
  readonly #begun = performance.now();
  readonly #handles = new Set<NodeJS.Timeout>();

  /** @param options.start milliseconds since the epoch at which the cloud begins; the present by default */
  constructor(options: { speed?: number; start?: number } = {}) {
    this.#speed = options.speed ?? 1;
    if (!(this.#speed > 0)) throw new RangeError(`the clock's speed must be above 0, not ${this.#speed}`);
    this.#start = options.start ?? Date.now();
  }

  now(): number {
    return Math.floor(this.#start + (performance.now() - this.#begun) * this.#speed);
  }

  timer(run: () => void, delay: number): Timer {
    const due = this.now() + Math.max(0, delay);
    let handle: NodeJS.Timeout;
    const wait = () => {
      const left = Math.max(0, due - this.now()) / this.#speed;
      handle = setTimeout(
        () => {
          this.#handles.delete(handle);
          // Long delays take several steps, and Node may fire a fraction of a millisecond early.
          if (this.now() < due) wait();
          else run();
        },
        Math.min(left, LONGEST_TIMEOUT),
      );
      this.#handles.add(handle);
    };
    wait();
    return {
      cancel: () => {
        clearTimeout(handle);
        this.#handles.delete(handle);
      },
    };
  }

  outside<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  /** Forgets every timer, so that the process can end. */
  close(): void {
    for (const handle of this.#handles) clearTimeout(handle);
    this.#handles.clear();
  }
}
