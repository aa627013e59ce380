import type { HandlerName } from './code.ts';

export const deliveries = ['Data Product Changed', 'Data Product Linked', 'Deadline Reached', 'Reconcile Requested'] as const;
export type Delivery = (typeof deliveries)[number];

/** What goes wrong. `nth` counts from 1. */
export type Trouble =
  | { readonly kind: 'delivery'; readonly what: Delivery; readonly nth: number; readonly effect: 'lost' | 'late' | 'doubled'; readonly delay: number }
  | { readonly kind: 'call'; readonly operation: string; readonly nth: number; readonly times: number; readonly effect: 'throttled' | 'conflict' | 'answer lost' }
  /** The process dies at the `call`th request of the function's nth invocation, before or after it took effect. */
  | { readonly kind: 'killed'; readonly handler: HandlerName; readonly nth: number; readonly call: number; readonly after: boolean };

/** Counts what happens in one simulation, and says what goes wrong with it. */
export class Troubles {
  readonly #troubles: readonly Trouble[];
  readonly #counts = new Map<string, number>();
  #over = false;

  constructor(troubles: readonly Trouble[]) {
    this.#troubles = troubles;
  }

  /** From here on nothing goes wrong any more. */
  end(): void {
    this.#over = true;
  }

  count(what: string): number {
    const nth = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, nth);
    return nth;
  }

  delivery(what: Delivery): Extract<Trouble, { kind: 'delivery' }> | undefined {
    const nth = this.count(`delivery ${what}`);
    return this.#find('delivery', (trouble) => trouble.what === what && trouble.nth === nth);
  }

  callFails(operation: string): Extract<Trouble, { kind: 'call' }>['effect'] | undefined {
    const nth = this.count(`call ${operation}`);
    return this.#find('call', (trouble) => trouble.operation === operation && nth >= trouble.nth && nth < trouble.nth + trouble.times)?.effect;
  }

  kills(handler: string, nth: number, call: number): 'before' | 'after' | undefined {
    const found = this.#find('killed', (trouble) => trouble.handler === handler && trouble.nth === nth && trouble.call === call);
    return found === undefined ? undefined : found.after ? 'after' : 'before';
  }

  #find<Kind extends Trouble['kind']>(kind: Kind, fits: (trouble: Extract<Trouble, { kind: Kind }>) => boolean): Extract<Trouble, { kind: Kind }> | undefined {
    if (this.#over) return undefined;
    return this.#troubles.filter((trouble): trouble is Extract<Trouble, { kind: Kind }> => trouble.kind === kind).find(fits);
  }
}
