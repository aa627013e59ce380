import type { CloudEvent, Observation } from '../local/core/cloud.ts';
import type { LocalCloud } from '../local/cloud.ts';
import type { HeldGrant } from './aftermath.ts';
import type { MeshName } from './meshes.ts';
import type { Action } from './story.ts';

export interface Done extends Action {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** False where there was nothing to do: the table that shall be deleted is not there. */
  readonly done: boolean;
}

export interface SeenEvent {
  readonly time: number;
  readonly bus: string;
  readonly event: CloudEvent;
}

/** What happened in one simulation, as far as anybody asks later. */
export interface History {
  readonly deeds: Done[];
  /** The versions of mesh.yml in the order of their deployment. */
  readonly meshes: { readonly time: number; readonly name: MeshName }[];
  /** On the consumer's buses. */
  readonly events: SeenEvent[];
  /** Access Granted, with what everybody held when it was told. */
  readonly told: { readonly time: number; readonly event: CloudEvent; readonly held: readonly HeldGrant[] }[];
  /** What else a reader of the story should know, in words. */
  readonly notes: { readonly time: number; readonly text: string }[];
  /** Failed attempts and dropped things, in words. */
  readonly troubles: { readonly time: number; readonly text: string; readonly dropped: boolean }[];
  /** Calls by the functions' own roles that went well, without those that only read. */
  readonly changes: { readonly time: number; readonly service: string; readonly operation: string; readonly role: string; readonly input: unknown }[];
}

export function emptyHistory(): History {
  return { deeds: [], meshes: [], events: [], told: [], notes: [], troubles: [], changes: [] };
}

const reading = /^(Get|List|Describe|Search|Head|Batch?Get|Assume)/;

/** Writes down what matters of what can be observed. */
export function follow(cloud: LocalCloud, history: History, consumer: string): () => void {
  return cloud.watch.subscribe((seen) => note(history, seen, consumer));
}

function note(history: History, seen: Observation, consumer: string): void {
  const time = seen.at;
  switch (seen.kind) {
    case 'event':
      if (seen.account === consumer) history.events.push({ time, bus: seen.bus, event: seen.event });
      return;
    case 'call': {
      const role = seen.caller.roleArn?.slice(seen.caller.roleArn.lastIndexOf('/') + 1);
      if (role === undefined || seen.error !== undefined || !role.startsWith('meshloop-') || reading.test(seen.operation)) return;
      history.changes.push({ time, service: seen.service, operation: seen.operation, role, input: seen.input });
      return;
    }
    case 'invocation':
      if (seen.phase !== 'failed' && seen.phase !== 'dead-lettered') return;
      history.troubles.push({ time, text: `${seen.functionName} ${seen.phase} (attempt ${seen.attempt}): ${seen.error ?? ''}`, dropped: false });
      return;
    case 'dropped':
      history.troubles.push({ time, text: `${seen.what} was dropped: ${seen.why}`, dropped: true });
      return;
    case 'log':
  }
}
