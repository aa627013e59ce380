import type { CloudEvent, Lambda } from '../../local/core/cloud.ts';
import type { Caller } from '../../local/core/service.ts';
import type { Loop } from './loop.ts';

/** One event on its way to one function. */
export interface Delivery {
  /** For example `notice-change`. */
  readonly functionName: string;
  readonly event: CloudEvent;
  readonly deliver: () => void;
}

/** Stands between the rules and the functions: `handle` decides when and how often an event is delivered. */
export function interceptDeliveries(loop: Loop, handle: (delivery: Delivery) => void): void {
  const lambda: Lambda = loop.cloud.lambda;
  const invokeAsync = lambda.invokeAsync.bind(lambda);
  Object.assign(lambda, {
    invokeAsync: (arn: string, payload: unknown, caller: Caller) => {
      const functionName = arn.slice(arn.indexOf(`meshloop-${loop.names.stage}-`) + `meshloop-${loop.names.stage}-`.length);
      // What rules hand over is an event.
      handle({ functionName, event: payload as CloudEvent, deliver: () => invokeAsync(arn, payload, caller) });
    },
  });
}
