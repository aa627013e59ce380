import { createRequire } from 'node:module';
import { isRecord, structureOf, traitsOf } from './shape.ts';
import type { Structure, Traits } from './shape.ts';
import type { ServiceDefinition } from './services.ts';

export interface OperationModel {
  readonly name: string;
  readonly http?: HttpTrait;
  readonly traits: Traits;
  readonly input: Structure;
  readonly output: Structure;
}

/** Where a REST operation lives. */
export interface HttpTrait {
  readonly method: string;
  /** Path template without its fixed query. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly status: number;
}

/** One service as its SDK client describes it. */
export interface ServiceModel {
  readonly definition: ServiceDefinition;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** The error shape of that name, or of that code in the query protocol. */
  error(code: string): Structure | undefined;
}

const require = createRequire(import.meta.url);
const models = new Map<string, ServiceModel>();

/** Loads the client's schemas at the service's first request (some 5 to 60 ms, once). */
export function modelOf(definition: ServiceDefinition): ServiceModel {
  const loaded = models.get(definition.id);
  if (loaded) return loaded;
  const client: unknown = require(`@aws-sdk/client-${definition.id}`);
  const model = read(definition, isRecord(client) ? Object.values(client) : []);
  models.set(definition.id, model);
  return model;
}

function read(definition: ServiceDefinition, exported: readonly unknown[]): ServiceModel {
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, Structure>();
  for (const schema of exported) {
    if (!Array.isArray(schema)) continue;
    if (schema[0] === 9) operations.set(String(schema[2]), operation(schema));
    if (schema[0] === -3) {
      errors.set(String(schema[2]), structureOf(schema));
      const { awsQueryError } = traitsOf(schema[3]);
      if (Array.isArray(awsQueryError)) errors.set(String(awsQueryError[0]), structureOf(schema));
    }
  }
  return { definition, operations, error: (code) => errors.get(code) };
}

function operation(schema: readonly unknown[]): OperationModel {
  const traits = traitsOf(schema[3]);
  const base = { name: String(schema[2]), traits };
  const http = Array.isArray(traits['http']) ? { http: httpTrait(traits['http']) } : {};
  let input: Structure | undefined;
  let output: Structure | undefined;
  return {
    ...base,
    ...http,
    get input() {
      return (input ??= structureOf(schema[4]));
    },
    get output() {
      return (output ??= structureOf(schema[5]));
    },
  };
}

function httpTrait(trait: readonly unknown[]): HttpTrait {
  const [path = '/', search = ''] = String(trait[1]).split('?');
  return { method: String(trait[0]), path, query: [...new URLSearchParams(search)], status: Number(trait[2]) };
}
