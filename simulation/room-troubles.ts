/** What goes wrong in a room that plays its functions without Lambda and the wire. `nth` counts from 1. */
export type RoomTrouble<Delivery extends string, Effect extends string, Handler extends string> =
  | { readonly kind: 'delivery'; readonly what: Delivery; readonly nth: number; readonly effect: 'lost' | 'late' | 'doubled'; readonly delay: number }
  | { readonly kind: 'call'; readonly operation: string; readonly nth: number; readonly times: number; readonly effect: Effect }
  /** The process dies at the `call`th request of the function's nth invocation, before or after it took effect. */
  | { readonly kind: 'killed'; readonly handler: Handler; readonly nth: number; readonly call: number; readonly after: boolean };

/** Counts what happens in one simulation, and says what goes wrong with it. */
export class RoomTroubles<Delivery extends string, Effect extends string, Handler extends string> {
  readonly #troubles: readonly RoomTrouble<Delivery, Effect, Handler>[];
  readonly #counts = new Map<string, number>();
  #over = false;

  constructor(troubles: readonly RoomTrouble<Delivery, Effect, Handler>[]) {
    this.#troubles = troubles;
  }

  /** From here on none of these goes wrong any more. */
  end(): void {
    this.#over = true;
  }

  count(what: string): number {
    const nth = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, nth);
    return nth;
  }

  delivery(what: Delivery): Extract<RoomTrouble<Delivery, Effect, Handler>, { kind: 'delivery' }> | undefined {
    const nth = this.count(`delivery ${what}`);
    for (const trouble of this.#present()) if (trouble.kind === 'delivery' && trouble.what === what && trouble.nth === nth) return trouble;
    return undefined;
  }

  callFails(operation: string): Effect | undefined {
    const nth = this.count(`call ${operation}`);
    for (const trouble of this.#present()) {
      if (trouble.kind === 'call' && trouble.operation === operation && nth >= trouble.nth && nth < trouble.nth + trouble.times) return trouble.effect;
    }
    return undefined;
  }

  kills(handler: string, nth: number, call: number): 'before' | 'after' | undefined {
    for (const trouble of this.#present()) {
      if (trouble.kind === 'killed' && trouble.handler === handler && trouble.nth === nth && trouble.call === call) return trouble.after ? 'after' : 'before';
    }
    return undefined;
  }

  #present(): readonly RoomTrouble<Delivery, Effect, Handler>[] {
    return this.#over ? [] : this.#troubles;
  }
}
