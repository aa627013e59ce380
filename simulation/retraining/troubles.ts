import type { Delivery, Story, Trouble } from './story.ts';

/** Counts what happens in one simulation, and says what goes wrong with it. */
export class Troubles {
  readonly #troubles: Story['troubles'];
  readonly #counts = new Map<string, number>();
  #over = false;

  constructor(troubles: Story['troubles']) {
    this.#troubles = troubles;
  }

  /** From here on nothing goes wrong any more, except for runs. */
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

  /** What becomes of the next run. */
  outcome(): Extract<Trouble, { kind: 'run' }>['outcome'] | undefined {
    const nth = this.count('run');
    return this.#troubles.flatMap((trouble) => (trouble.kind === 'run' && trouble.nth === nth ? [trouble.outcome] : []))[0];
  }

  #find<Kind extends Trouble['kind']>(kind: Kind, fits: (trouble: Extract<Trouble, { kind: Kind }>) => boolean): Extract<Trouble, { kind: Kind }> | undefined {
    if (this.#over) return undefined;
    return this.#troubles.filter((trouble): trouble is Extract<Trouble, { kind: Kind }> => trouble.kind === kind).find(fits);
  }
}
