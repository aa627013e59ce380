import { SeededDice } from '../../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../../local/core/virtual-clock.ts';
import { assemble } from '../../../local/core/assemble.ts';
import { createIam } from '../../../local/iam/index.ts';
import { createSts } from '../../../local/sts/index.ts';
import type { LocalCloud, Room } from '../../../local/core/assemble.ts';
import type { Cloud } from '../../../local/core/cloud.ts';
import type { Call, Service } from '../../../local/core/service.ts';
import type { CloudRequest } from '../../../local/core/wire.ts';

export const ACCOUNT = '222222222222';
export const START = Date.UTC(2026, 10, 20, 9);

/** A cloud with IAM, STS and the rooms of one test. */
export function testCloud(...makers: readonly ((cloud: Cloud) => Room)[]): LocalCloud & { clock: VirtualClock } {
  const clock = new VirtualClock(START);
  const cloud = assemble({ clock, dice: new SeededDice(1), region: 'eu-central-1', organization: [] }, [createIam, createSts, ...makers]);
  return Object.defineProperty(cloud, 'clock', { value: clock }) as LocalCloud & { clock: VirtualClock };
}

type Handler = (input: Readonly<Record<string, unknown>>, call: Call) => unknown;

/** A service that answers as the test says and keeps what it was asked. */
export function service(id: string, handlers: Readonly<Record<string, Handler>>): { seen: Record<string, unknown>[]; make: () => Room } {
  const seen: Record<string, unknown>[] = [];
  const operations = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (input: Record<string, unknown>, call: Call) => {
        seen.push(input);
        return handler(input, call);
      },
    ]),
  );
  const room: Service = { id, iamPrefix: id, operations: operations as Service['operations'] };
  return { seen, make: () => ({ service: room }) };
}

/** A signed request as it goes over the wire. */
export function wire(signingName: string, request: Partial<Omit<CloudRequest, 'body'>> & { body?: string | Uint8Array }): CloudRequest {
  const scope = `${ACCOUNT}/20261120/eu-central-1/${signingName}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
  const body = typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? new Uint8Array(0));
  const target = { method: 'POST', host: `${signingName}.eu-central-1.amazonaws.com`, path: '/', query: '' };
  return { ...target, ...request, headers: { authorization, ...request.headers }, body };
}

export function text(body: Uint8Array): string {
  return Buffer.from(body).toString('utf8');
}
