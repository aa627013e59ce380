import { AwsError } from '../service.ts';
import { accepted } from './accept.ts';
import { Problems } from './problems.ts';
import { bodyText, errorMembers, errorStatus, queryCode, utf8 } from './protocol.ts';
import { structureFromJson, toJson } from './json.ts';
import { isRecord } from './shape.ts';
import type { Protocol } from './protocol.ts';
import type { ServiceModel } from './model.ts';

const SETTINGS = { useJsonName: false };

/** awsJson 1.0 and 1.1: every operation is a POST to `/`, named by `X-Amz-Target`. */
export const awsJson: Protocol = {
  route: (model, request) => model.operations.get((request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? ''),

  decode: (model, operation, request) => {
    const problems = new Problems();
    const input = structureFromJson(operation.input, operation.input.members, parseBody(bodyText(request)), SETTINGS, '', problems);
    return accepted(model, operation, input, problems);
  },

  encode: (_model, operation, output, requestId) => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: utf8(JSON.stringify(toJson(operation.output, output ?? {}, SETTINGS, ''))),
  }),

  encodeError: (model, error, _request, requestId) => ({
    status: errorStatus(model, error),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': errorType(model, error),
      ...queryErrorHeader(model, error),
    },
    body: utf8(JSON.stringify({ __type: errorType(model, error), ...errorJson(model, error) })),
  }),
};

/** The error's name, with its namespace where the service gives one to the errors of its model. */
function errorType(model: ServiceModel, error: AwsError): string {
  return `${model.error(error.code) ? (model.definition.errorNamespace ?? '') : ''}${error.code}`;
}

/** The error's members as JSON, by its own shape where the model has one. */
export function errorJson(model: ServiceModel, error: AwsError): Record<string, unknown> {
  const members = errorMembers(model, error);
  const shape = model.error(error.code);
  const encoded = shape ? toJson(shape, onlyKnown(shape.byName, members), SETTINGS, '') : {};
  return { ...(isRecord(encoded) ? encoded : {}), message: error.message };
}

function onlyKnown(byName: ReadonlyMap<string, unknown>, members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => byName.has(name)));
}

/** Services that spoke the query protocol before send its codes in a header (SQS, CloudWatch). */
function queryErrorHeader(model: ServiceModel, error: AwsError): Record<string, string> {
  if (!model.definition.queryCompatible) return {};
  return { 'x-amzn-query-error': `${queryCode(model, error)};${errorStatus(model, error) >= 500 ? 'Receiver' : 'Sender'}` };
}

/** Parses a JSON body; an empty one is `{}`. */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AwsError(
      'SerializationException',
      `Could not parse the request's body: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
