import type { Observation, Watch } from './cloud.ts';

/** Hands every observation to the listeners, in the order in which they subscribed. */
export function createWatch(): Watch {
  const listeners = new Set<(observation: Observation) => void>();
  return {
    emit: (observation) => {
      for (const listener of listeners) listener(observation);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
