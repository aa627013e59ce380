import { createHandle, createPerform } from './handle.ts';
import { createWatch } from './watch.ts';
import type { Clock } from './clock.ts';
import type { Cloud, Sts } from './cloud.ts';
import type { Dice } from './dice.ts';
import type { Handle } from './wire.ts';
import type { HandleOptions, Interceptor } from './handle.ts';
import type { Service } from './service.ts';

export interface CloudOptions {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly region: string;
  /** Accounts of one Organization. */
  readonly organization: readonly string[];
  /** Stand around every call, in this order. More may join later through `LocalCloud.intercept`. */
  readonly interceptors?: readonly Interceptor[];
}

/** STS as the entrance needs it: it says why a key is refused. */
type GateSts = Sts & { refusalOf: HandleOptions['refusalOf'] };

/** The parts of the cloud that rooms bring. */
export type Parts = { readonly sts: GateSts } & Pick<
  Cloud,
  'iam' | 'events' | 'trail' | 'lambda' | 'sqs' | 'sns' | 'kms' | 's3' | 'glue' | 'lakeformation' | 'ram' | 'logs' | 'metrics'
>;

export interface Room extends Partial<Parts> {
  readonly service?: Service;
  readonly services?: readonly Service[];
  readonly close?: () => void | Promise<void>;
}

export interface LocalCloud extends Cloud {
  readonly handle: Handle;
  readonly services: ReadonlyMap<string, Service>;
  /** Adds an interceptor; the answer takes it away again. */
  intercept(interceptor: Interceptor): () => void;
  /** Ends what the rooms hold open outside the cloud: files, engines, timers of a real clock. */
  close(): Promise<void>;
}

/**
 * Builds a cloud of some rooms. A room may use the others as soon as it is called, not while it is made.
 * Using a part that no room brought throws.
 */
export function assemble(options: CloudOptions, makers: readonly ((cloud: Cloud) => Room)[]): LocalCloud {
  const parts: Partial<Parts> = {};
  const services = new Map<string, Service>();
  const rooms: Room[] = [];
  const interceptors: Interceptor[] = [...(options.interceptors ?? [])];
  const cloud: LocalCloud = {
    clock: options.clock,
    dice: options.dice,
    region: options.region,
    organization: options.organization,
    watch: createWatch(),
    services,
    get iam() {
      return part(parts, 'iam');
    },
    get sts() {
      return part(parts, 'sts');
    },
    get events() {
      return part(parts, 'events');
    },
    get trail() {
      return part(parts, 'trail');
    },
    get lambda() {
      return part(parts, 'lambda');
    },
    get sqs() {
      return part(parts, 'sqs');
    },
    get sns() {
      return part(parts, 'sns');
    },
    get kms() {
      return part(parts, 'kms');
    },
    get s3() {
      return part(parts, 's3');
    },
    get glue() {
      return part(parts, 'glue');
    },
    get lakeformation() {
      return part(parts, 'lakeformation');
    },
    get ram() {
      return part(parts, 'ram');
    },
    get logs() {
      return part(parts, 'logs');
    },
    get metrics() {
      return part(parts, 'metrics');
    },
    handle: (request) => handle(request),
    perform: (call) => perform(call),
    intercept: (interceptor) => {
      interceptors.push(interceptor);
      return () => void interceptors.splice(interceptors.indexOf(interceptor), 1);
    },
    close: async () => {
      for (const room of rooms.toReversed()) await room.close?.();
    },
  };
  const entrance: HandleOptions = { cloud, services, interceptors, refusalOf: (signature) => part(parts, 'sts').refusalOf(signature) };
  const handle = createHandle(entrance);
  const perform = createPerform(entrance);
  for (const make of makers) {
    const { service, services: several, close: _close, ...brought } = collect(rooms, make(cloud));
    for (const each of [...(service ? [service] : []), ...(several ?? [])]) services.set(each.id, each);
    Object.assign(parts, brought);
  }
  return cloud;
}

function collect(rooms: Room[], room: Room): Room {
  rooms.push(room);
  return room;
}

function part<Name extends keyof Parts>(parts: Partial<Parts>, name: Name): Parts[Name] {
  const found = parts[name];
  if (!found) throw new Error(`this cloud was built without ${name}`);
  return found;
}
