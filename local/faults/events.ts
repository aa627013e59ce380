import type { Cloud, CloudEvent } from '../core/cloud.ts';
import { Chooser } from './choose.ts';
import type { EventFault } from './plan.ts';

type Take = Parameters<Cloud['events']['disturb']>[0];

export function disturbEvents(cloud: Cloud, faults: readonly EventFault[]): () => void {
  const ends = faults.map((fault) => cloud.events.disturb(taker(cloud, fault)));
  return () => {
    for (const end of ends) end();
  };
}

function taker(cloud: Cloud, fault: EventFault): Take {
  const chooser = new Chooser(fault, cloud.dice);
  const { effect } = fault;
  const later = (seconds: number, run: () => void) => cloud.clock.timer(run, seconds * 1000);
  let waiting: (() => void) | undefined;
  return (event, bus, arrive) => {
    if (!matches(fault, event, bus)) return false;
    if (waiting !== undefined) {
      // The next one has come: the one before follows it.
      later(1, waiting);
      waiting = undefined;
      return false;
    }
    if (!chooser.choose()) return false;
    if ('late' in effect) later(effect.late, arrive);
    if ('doubled' in effect) {
      arrive();
      later(effect.doubled, arrive);
    }
    if ('reordered' in effect) {
      let come = false;
      waiting = () => {
        if (!come) arrive();
        come = true;
      };
      later(effect.reordered, waiting);
    }
    return true;
  };
}

function matches({ match }: EventFault, event: CloudEvent, bus: { readonly name: string; readonly account: string }): boolean {
  return (
    (match.source ?? event.source) === event.source &&
    (match.detailType ?? event['detail-type']) === event['detail-type'] &&
    (match.bus ?? bus.name) === bus.name &&
    (match.account ?? bus.account) === bus.account &&
    (match.detail === undefined || JSON.stringify(event.detail).includes(match.detail))
  );
}
