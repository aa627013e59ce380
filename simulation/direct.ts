import { DirectlyCalled } from '../local/core/handle.ts';
import type { Cloud } from '../local/core/cloud.ts';
import type { LocalCloud } from '../local/cloud.ts';
import type { Caller } from '../local/core/service.ts';

/** Carries out an operation of the local cloud for a caller whose rights are beyond question: without wire, signature and IAM. */
export async function carryOut(cloud: LocalCloud, caller: Caller, service: string, operation: string, input: object): Promise<unknown> {
  const found = cloud.services.get(service)?.operations[operation];
  if (found === undefined) throw new Error(`the local cloud does not serve ${service}:${operation}`);
  // Written where it is called, by the SDK's type of this operation; `never` admits every service's own.
  return await found(input as never, new DirectlyCalled(cloud, service, operation, caller));
}

const known = new WeakMap<Cloud, Map<string, Caller>>();

/** An account's role of a person, as a caller: one session for all that the role does in a cloud. */
export function personIn(cloud: Cloud, account: string, role: string): Caller {
  const callers = known.get(cloud) ?? new Map<string, Caller>();
  known.set(cloud, callers);
  const arn = `arn:aws:iam::${account}:role/${role}`;
  const caller = callers.get(arn) ?? cloud.sts.serviceAs(arn, role);
  callers.set(arn, caller);
  return caller;
}
