import type { CloudEvent } from '../core/cloud.ts';
import type { Rule } from './model.ts';

/** Kinds of events whose rules are remembered: whoever puts events may invent kinds without end. */
const MOST_KINDS = 1000;

/** The rules of a bus, by name. */
export class Rules extends Map<string, Rule> {
  readonly #byKind = new Map<string, readonly Rule[]>();

  override set(name: string, rule: Rule): this {
    this.#byKind.clear();
    return super.set(name, rule);
  }

  override delete(name: string): boolean {
    this.#byKind.clear();
    return super.delete(name);
  }

  /** Those that the event's source and detail-type do not rule out: of most events one or two among dozens. */
  thatMayMatch({ source, 'detail-type': detailType }: CloudEvent): readonly Rule[] {
    const kind = `${source}\n${detailType}`;
    const known = this.#byKind.get(kind);
    if (known !== undefined) return known;
    const found = [...this.values()].filter(({ matches }) => matches.mayMatch(source, detailType));
    if (this.#byKind.size === MOST_KINDS) this.#byKind.clear();
    this.#byKind.set(kind, found);
    return found;
  }
}
