import { createRequire } from 'node:module';
import { AwsError } from '../service.ts';
import { accepted } from './accept.ts';
import { Problems } from './problems.ts';
import { errorJson } from './aws-json.ts';
import { errorStatus } from './protocol.ts';
import { isRecord } from './shape.ts';
import { structureFromJson } from './json.ts';
import type { CloudResponse } from '../wire.ts';
import type { Protocol } from './protocol.ts';

const SETTINGS = { useJsonName: false };

interface CborModule {
  readonly cbor: { serialize(value: unknown): Uint8Array; deserialize(bytes: Uint8Array): unknown };
  tag(data: { tag: number; value: unknown }): unknown;
}

let loaded: CborModule | undefined;

/** Few clients speak CBOR (boto3 to CloudWatch), so its codec is loaded at the first such request. */
function codec(): CborModule {
  return (loaded ??= createRequire(import.meta.url)('@smithy/core/cbor') satisfies CborModule);
}

/** Smithy RPC v2 CBOR: `POST /service/<Service>/operation/<Operation>`. */
export const rpcCbor: Protocol = {
  route: (model, request) => model.operations.get(/\/operation\/(\w+)\/?$/.exec(request.path)?.[1] ?? ''),

  decode: (model, operation, request) => {
    const problems = new Problems();
    const value = request.body.byteLength === 0 ? {} : parse(request.body);
    const input = structureFromJson(operation.input, operation.input.members, value, SETTINGS, '', problems);
    return accepted(model, operation, input, problems);
  },

  encode: (_model, _operation, output, requestId) => cborAnswer(200, toCbor(output ?? {}), requestId),

  encodeError: (model, error, _request, requestId) =>
    cborAnswer(errorStatus(model, error), { __type: error.code, ...errorJson(model, error) }, requestId),
};

function parse(body: Uint8Array): unknown {
  try {
    return fromCbor(codec().cbor.deserialize(body));
  } catch (error) {
    throw new AwsError(
      'SerializationException',
      `Could not parse the request's body: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** An answer in CBOR. */
export function cborAnswer(status: number, value: unknown, requestId: string): CloudResponse {
  return {
    status,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-requestid': requestId },
    body: codec().cbor.serialize(value),
  };
}

/** CBOR marks an instant with tag 1 (RFC 8949, section 3.4.2). */
function fromCbor(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromCbor);
  if (!isRecord(value) || value instanceof Uint8Array) return value;
  if (Object.getOwnPropertySymbols(value).length > 0)
    return Number(value['tag']) === 1 ? new Date(Number(value['value']) * 1000) : value['value'];
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fromCbor(item)]));
}

function toCbor(value: unknown): unknown {
  if (value instanceof Date) return codec().tag({ tag: 1, value: value.getTime() / 1000 });
  if (Array.isArray(value)) return value.map(toCbor);
  if (!isRecord(value) || value instanceof Uint8Array) return value;
  const given = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(given.map(([name, item]) => [name, toCbor(item)]));
}
