import { RoomTroubles } from '../room-troubles.ts';
import type { Delivery, Effect, Story, Trouble } from './story.ts';

/** As any room's, and what becomes of runs. */
export class Troubles extends RoomTroubles<Delivery, Effect, string> {
  readonly #troubles: Story['troubles'];

  constructor(troubles: Story['troubles']) {
    super(troubles.filter((trouble) => trouble.kind !== 'run'));
    this.#troubles = troubles;
  }

  /** What becomes of the next run, also when all else goes well again. */
  outcome(): Extract<Trouble, { kind: 'run' }>['outcome'] | undefined {
    const nth = this.count('run');
    return this.#troubles.flatMap((trouble) => (trouble.kind === 'run' && trouble.nth === nth ? [trouble.outcome] : []))[0];
  }
}
