import type { LocalCloud } from '../cloud.ts';
import { callInterceptor } from './calls.ts';
import { disturbEvents } from './events.ts';
import { disturbFunctions } from './functions.ts';
import type { Fault, FaultPlan } from './plan.ts';

export { faultPlan, InvalidFaultPlan, readFaultPlan } from './plan.ts';
export type { CallFault, EventFault, Fault, FaultPlan, FunctionFault } from './plan.ts';

/** Lets a plan of faults loose on a cloud. The answer ends it: what is late by then still comes. */
export function applyFaults(cloud: LocalCloud, { faults }: FaultPlan): () => void {
  const ofKind = <Kind extends Fault['kind']>(kind: Kind) => faults.filter((fault): fault is Extract<Fault, { kind: Kind }> => fault.kind === kind);
  const ends = [
    disturbEvents(cloud, ofKind('event')),
    disturbFunctions(cloud, ofKind('function')),
    ...ofKind('call').map((fault) => cloud.intercept(callInterceptor(cloud, fault))),
    ...ofKind('visibility').map(({ late }) => cloud.lakeformation.delayVisibility(late * 1000)),
  ];
  return () => {
    for (const end of ends) end();
  };
}
