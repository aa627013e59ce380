import { NO_BYTES, bodyText, errorStatus, utf8 } from './protocol.ts';
import { accepted } from './accept.ts';
import { Problems } from './problems.ts';
import { bindingsOf, readBound, writeBound } from './rest.ts';
import { bytesOf, outputRecord } from './text.ts';
import { errorJson, parseBody } from './aws-json.ts';
import { fromJson, structureFromJson, structureToJson, toJson } from './json.ts';
import { routeRest } from './router.ts';
import type { CloudRequest } from '../wire.ts';
import type { Member, Structure } from './shape.ts';
import type { Protocol } from './protocol.ts';

const SETTINGS = { useJsonName: true };

/** restJson1: operations are named by method and path, members travel in path, query, headers and a JSON body. */
export const restJson: Protocol = {
  route: (model, request) => routeRest(model, request, request.path)?.operation,

  decode: (model, operation, request) => {
    const problems = new Problems();
    const labels = routeRest(model, request, request.path)?.labels ?? {};
    const input = { ...readBound(operation.input, request, labels, problems), ...readBody(operation.input, request, problems) };
    return accepted(model, operation, input, problems);
  },

  encode: (_model, operation, output, requestId) => {
    const { headers, status } = writeBound(operation.output, output ?? {});
    const { body, contentType } = writeBody(operation.output, output ?? {});
    return {
      status: status ?? operation.http?.status ?? 200,
      headers: { 'content-type': contentType, 'x-amzn-requestid': requestId, ...headers },
      body,
    };
  },

  encodeError: (model, error, _request, requestId) => ({
    status: errorStatus(model, error),
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.code },
    body: utf8(JSON.stringify(errorJson(model, error))),
  }),
};

function readBody(shape: Structure, request: CloudRequest, problems: Problems): Record<string, unknown> {
  const { payload, body } = bindingsOf(shape);
  if (payload) return readPayload(payload, request, problems);
  const value = parseBody(bodyText(request));
  return structureFromJson(shape, body, value, SETTINGS, '', problems);
}

function readPayload(payload: Member, request: CloudRequest, problems: Problems): Record<string, unknown> {
  const path = payload.printed;
  if (payload.shape.kind === 'blob') return { [payload.name]: request.body };
  if (request.body.byteLength === 0) {
    if (payload.required) problems.missing(path);
    return {};
  }
  if (payload.shape.kind === 'string') return { [payload.name]: bodyText(request) };
  return { [payload.name]: fromJson(payload.shape, parseBody(bodyText(request)), SETTINGS, path, problems) };
}

function writeBody(shape: Structure, output: unknown): { body: Uint8Array; contentType: string } {
  const { payload, body } = bindingsOf(shape);
  const contentType = 'application/json';
  if (!payload) return { body: utf8(JSON.stringify(structureToJson(shape, body, output, SETTINGS, ''))), contentType };
  const value = outputRecord(shape, output, '')[payload.name];
  if (value === undefined || value === null) return { body: NO_BYTES, contentType };
  if (payload.shape.kind === 'blob') return { body: bytesOf(value, payload.name), contentType: 'application/octet-stream' };
  if (payload.shape.kind === 'string') return { body: bytesOf(value, payload.name), contentType: 'text/plain' };
  return { body: utf8(JSON.stringify(toJson(payload.shape, value, SETTINGS, payload.name))), contentType };
}
