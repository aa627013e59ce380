import { createRequire } from 'node:module';
import { clientConfig } from '../core/clients.ts';
import type { ClientConfig, Credentials } from '../core/clients.ts';
import type { Cloud } from '../core/cloud.ts';
import { modelOf } from '../core/protocol/model.ts';
import { serviceById } from '../core/protocol/services.ts';
import { isRecord } from '../core/protocol/shape.ts';
import { fit } from './fit.ts';
import { StackError } from './stack-error.ts';
import type { Json } from './template.ts';

const require = createRequire(import.meta.url);

/** The account's API as who deploys calls it, through the SDK: what an operation refuses, a stack does not get. */
export class Api {
  readonly #cloud: Cloud;
  readonly #config: ClientConfig;
  readonly #clients = new Map<string, object>();

  constructor(cloud: Cloud, caller: string | Credentials) {
    this.#cloud = cloud;
    this.#config = clientConfig(cloud, caller);
  }

  /** @param service the SDK client's name without `client-` */
  async call(service: string, operation: string, input: Json): Promise<Json> {
    const definition = serviceById(service);
    const shape = definition && modelOf(definition).operations.get(operation)?.input;
    if (!shape) throw new StackError(`the SDK's ${service} client has no operation ${operation}`);
    const fitted = fit(shape, input, `${service}:${operation}`, this.#cloud.dice);
    const command = construct(clientModule(service), `${operation}Command`, fitted);
    const output: unknown = await this.#send(service, command);
    return isRecord(output) ? output : {};
  }

  #send(service: string, command: object): unknown {
    const client = this.#clients.get(service) ?? construct(clientModule(service), clientName(service), this.#config);
    this.#clients.set(service, client);
    const send: unknown = Reflect.get(client, 'send');
    if (typeof send !== 'function') throw new StackError(`the SDK's ${service} client cannot send`);
    return Reflect.apply(send, client, [command]);
  }
}

function clientModule(service: string): Json {
  const exported: unknown = require(`@aws-sdk/client-${service}`);
  return isRecord(exported) ? exported : {};
}

// `EventBridgeClient`; beside it there is only the base class `__Client`.
function clientName(service: string): string {
  return Object.keys(clientModule(service)).find((name) => /^[A-Z]\w*Client$/.test(name)) ?? '';
}

function construct(module: Json, name: string, argument: unknown): object {
  const constructor = module[name];
  if (typeof constructor !== 'function') throw new StackError(`the SDK has no ${name}`);
  return Reflect.construct(constructor, [argument]) as object;
}
