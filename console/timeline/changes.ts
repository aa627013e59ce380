import type { Entry } from './record.ts';

/** An event, and the events that it led to. */
export interface Node {
  readonly entry: Entry;
  readonly followed: readonly Node[];
}

/** Everything that belongs to one change id, as a forest by causation. */
export interface Change {
  readonly id: string;
  readonly product: string;
  readonly began: number;
  readonly ended: number;
  readonly events: number;
  /** The last thing that meshloop told. */
  readonly last: Entry;
  readonly roots: readonly Node[];
}

/**
 * The changes, the newest first. An event without a change id (AWS's own) belongs to the changes of what it led to, and stands where its own
 * cause would: AWS says none.
 */
export function changesOf(entries: readonly Entry[]): readonly Change[] {
  const byId = new Map(entries.flatMap((entry) => (entry.id === undefined ? [] : [[entry.id, entry] as const])));
  const members = new Map<string, Set<Entry>>();
  for (const entry of entries) {
    if (entry.changeId === undefined) continue;
    const of = members.get(entry.changeId) ?? new Set();
    members.set(entry.changeId, of);
    const cause = entry.causationId === undefined ? undefined : byId.get(entry.causationId);
    if (cause !== undefined && cause.changeId === undefined) of.add(cause);
    of.add(entry);
  }
  return [...members].map(([id, of]) => changeOf(id, [...of].toSorted((a, b) => a.number - b.number))).toSorted((a, b) => b.last.number - a.last.number);
}

function changeOf(id: string, entries: readonly Entry[]): Change {
  const own = entries.filter(({ changeId }) => changeId === id);
  const [first] = entries;
  const last = own.at(-1);
  if (first === undefined || last === undefined) throw new Error(`no event has the change id ${id}`);
  // A database's change becomes one of a table as soon as a table is told of.
  const product = own.findLast((entry) => entry.product?.includes('.'))?.product ?? last.product ?? '';
  const ended = Math.max(...entries.map(({ at }) => at));
  return { id, product, began: first.at, ended, events: entries.length, last, roots: forest(entries) };
}

function forest(entries: readonly Entry[]): readonly Node[] {
  const numbers = new Map(entries.map(({ id, number }) => [id, number]));
  // A cause that came after what it led to would be a ring.
  const causeOf = ({ causationId, number }: Entry) => ((numbers.get(causationId) ?? Infinity) < number ? causationId : undefined);
  const children = Map.groupBy(entries, causeOf);
  const grow = (entry: Entry): Node => ({ entry, followed: (children.get(entry.id) ?? []).map(grow) });
  return (children.get(undefined) ?? []).map(grow);
}
