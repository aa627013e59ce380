import type { CloudEvent, Observation, Watch } from '../../local/core/cloud.ts';
import { describe, type Line } from '../../local/scenario/timeline.ts';

/** One event, or one other thing that a reader of the timeline is told. */
export interface Entry {
  /** Counts from 1 in the order in which things happened. */
  readonly number: number;
  /** Milliseconds of cloud time. */
  readonly at: number;
  readonly account: string;
  readonly kind: Line['kind'];
  readonly text: string;
  /** What AWS counts among its own noise (CloudTrail records): told only where something followed from it. */
  readonly quiet: boolean;
  /** The event's id; absent for what is no event. */
  readonly id?: string;
  readonly changeId?: string;
  /** The id of the event that led to this one. */
  readonly causationId?: string;
  /** `database.table`. */
  readonly product?: string;
}

/** What happened in the cloud, kept for the console: the newest entries, each event once. */
export class TimelineRecord {
  readonly #entries: Entry[] = [];
  readonly #known = new Set<string>();
  readonly #listeners = new Set<(entry: Entry) => void>();
  readonly #limit: number;
  #number = 0;

  /** @param limit how many entries are kept; the oldest go first */
  constructor(limit = 5000) {
    this.#limit = limit;
  }

  /** Takes in everything that is observed from now on. */
  follow(watch: Watch): () => void {
    return watch.subscribe((observation) => this.take(observation));
  }

  take(observation: Observation): void {
    const told = observation.kind === 'event' ? this.#event(observation.event, observation) : other(observation);
    if (told) this.#add({ at: observation.at, account: observation.account, ...told });
  }

  /** What a person did in the console. */
  say(at: number, account: string, text: string): void {
    this.#add({ at, account, kind: 'action', text, quiet: false });
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  subscribe(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // An event that a rule forwards comes to several buses under the same id.
  #event(event: CloudEvent, observation: Observation): Told | undefined {
    if (this.#known.has(event.id)) return undefined;
    this.#known.add(event.id);
    const described = describe({ ...observation, account: event.account });
    const { kind, text } = described ?? { kind: 'aws', text: `${event['detail-type']}: ${word(event.detail['eventName']) ?? ''}` };
    return { kind, text, quiet: described === undefined, id: event.id, ...contextOf(event) };
  }

  #add(entry: Omit<Entry, 'number'>): void {
    const numbered = { ...entry, number: ++this.#number };
    this.#entries.push(numbered);
    if (this.#entries.length > this.#limit) {
      const gone = this.#entries.shift();
      if (gone?.id !== undefined) this.#known.delete(gone.id);
    }
    for (const listener of this.#listeners) listener(numbered);
  }
}

type Told = Omit<Entry, 'number' | 'at' | 'account'>;

function other(observation: Observation): Told | undefined {
  const described = describe(observation);
  return described && { ...described, quiet: false };
}

/** What our own events say about themselves. */
function contextOf(event: CloudEvent): Pick<Entry, 'changeId' | 'causationId' | 'product'> {
  if (event.source !== 'meshloop') return {};
  const metadata = record(event.detail['metadata']);
  const changeId = word(metadata['changeId']);
  const causationId = word(metadata['causationId']);
  const { database, table } = record(metadata['product']);
  const product = [database, table].filter((part) => typeof part === 'string').join('.');
  return { ...(changeId !== undefined && { changeId }), ...(causationId !== undefined && { causationId }), ...(product !== '' && { product }) };
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
