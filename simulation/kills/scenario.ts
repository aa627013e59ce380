import type { LocalCloud } from '../../local/cloud.ts';
import { applyFaults, type Fault } from '../../local/faults/index.ts';
import type { MeshName } from '../meshes.ts';
import type { SimulatedPeople } from '../people.ts';
import type { Deed, Trouble } from '../story.ts';

/** What stands around the people of a scenario. */
export interface Stage {
  readonly cloud: LocalCloud;
  readonly people: SimulatedPeople;
  /** Ends of the faults that are let loose. */
  readonly faults: (() => void)[];
}

export interface Act {
  /** Milliseconds of cloud time since the start. */
  readonly at: number;
  readonly do: (stage: Stage) => Promise<void> | void;
}

/** A course of events without randomness: what goes wrong in it does so for a time, not at a certain call, so that it does not depend on how often something is tried. */
export interface Scenario {
  readonly name: string;
  readonly mesh: MeshName;
  /** In the order of time. */
  readonly acts: readonly Act[];
  readonly troubles?: readonly Trouble[];
  /** Accounts of one Organization. Default: all. */
  readonly organization?: readonly string[];
}

export function does(at: number, ...deeds: readonly Deed[]): Act {
  return {
    at,
    do: async ({ people }) => {
      for (const deed of deeds) if (!(await people.do(deed))) throw new Error(`there was nothing to do: ${JSON.stringify(deed)}`);
    },
  };
}

export function goesWrong(at: number, ...faults: readonly Fault[]): Act {
  return { at, do: ({ cloud, faults: loose }) => void loose.push(applyFaults(cloud, { faults: [...faults] })) };
}

export function isMended(at: number): Act {
  return {
    at,
    do: ({ faults }) => {
      for (const end of faults.splice(0)) end();
    },
  };
}
