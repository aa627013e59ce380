import { AwsError } from '../service.ts';
import { NO_BYTES, bodyText, errorStatus, utf8 } from './protocol.ts';
import { accepted } from './accept.ts';
import { Problems } from './problems.ts';
import { bindingsOf, readBound, writeBound } from './rest.ts';
import { bytesOf, outputRecord } from './text.ts';
import { escapeXml, parseXml } from './xml-document.ts';
import { fromXml, membersToXml, structureFromXml, toXml } from './xml.ts';
import { routeRest } from './router.ts';
import { s3Address } from './s3-address.ts';
import { traitText } from './shape.ts';
import { unchunk } from './aws-chunked.ts';
import type { CloudRequest } from '../wire.ts';
import type { Member, Structure } from './shape.ts';
import type { OperationModel, ServiceModel } from './model.ts';
import type { Protocol } from './protocol.ts';

/** restXml as S3 speaks it. */
export const restXml: Protocol = {
  route: (model, request) => route(model, request)?.operation,

  decode: (model, operation, request) => {
    const problems = new Problems();
    const { bucket } = s3Address(request);
    const labels = { ...route(model, request)?.labels, ...(bucket === undefined ? {} : { Bucket: bucket }) };
    const plain = unchunk(request);
    const input = { ...readBound(operation.input, plain, labels, problems), ...readBody(operation.input, plain, problems) };
    return accepted(model, operation, input, problems);
  },

  encode: (model, operation, output, requestId) => {
    const { headers, status } = writeBound(operation.output, output ?? {});
    const { body, contentType } = writeBody(model, operation, output ?? {});
    const isPart = headers['content-range'] !== undefined;
    return {
      status: status ?? (isPart ? 206 : (operation.http?.status ?? 200)),
      headers: { ...(contentType ? { 'content-type': contentType } : {}), 'x-amz-request-id': requestId, ...headers },
      body,
    };
  },

  encodeError: (model, error, request, requestId) => {
    const status = errorStatus(model, error);
    // Answers to HEAD and 304 carry no body: the status is all that the client sees.
    const silent = request.method === 'HEAD' || status === 304;
    const members = Object.entries(error.members)
      .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
      .join('');
    const what = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
    const described = `${what}${members}<RequestId>${requestId}</RequestId>`;
    return {
      status,
      headers: { 'x-amz-request-id': requestId, ...(status === 304 ? { etag: String(error.members['ETag']) } : {}), ...(silent ? {} : { 'content-type': 'application/xml' }) },
      body: silent ? NO_BYTES : utf8(`<?xml version="1.0" encoding="UTF-8"?>\n<Error>${described}</Error>`),
    };
  },
};

function route(model: ServiceModel, request: CloudRequest): ReturnType<typeof routeRest> {
  const { bucket, path } = s3Address(request);
  const routed = routeRest(model, request, path);
  // Only ListBuckets lives at the root without a bucket; everything else at the root is about one.
  const isRoot = path === '/' && bucket === undefined;
  if (isRoot && request.method === 'GET') {
    const listBuckets = model.operations.get('ListBuckets');
    return listBuckets && { operation: listBuckets, labels: {} };
  }
  if (routed?.operation.name === 'ListBuckets' || routed?.operation.name === 'ListDirectoryBuckets') {
    const listObjects = model.operations.get('ListObjects');
    return listObjects && { operation: listObjects, labels: {} };
  }
  return routed;
}

function readBody(shape: Structure, request: CloudRequest, problems: Problems): Record<string, unknown> {
  const { payload, body } = bindingsOf(shape);
  if (payload) return readPayload(payload, request, problems);
  if (body.length === 0 || request.body.byteLength === 0) return {};
  return structureFromXml(shape, body, document(request), '', problems);
}

function readPayload(payload: Member, request: CloudRequest, problems: Problems): Record<string, unknown> {
  if (payload.shape.kind === 'blob') return { [payload.name]: request.body };
  if (payload.shape.kind === 'string') return { [payload.name]: bodyText(request) };
  const path = payload.printed;
  if (request.body.byteLength === 0) {
    if (payload.required) problems.missing(path);
    return {};
  }
  return { [payload.name]: fromXml(payload.shape, document(request), path, problems) };
}

function document(request: CloudRequest): ReturnType<typeof parseXml> {
  try {
    return parseXml(bodyText(request));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new AwsError('MalformedXML', `${error.message} or did not validate against our published schema`);
    throw error;
  }
}

function writeBody(model: ServiceModel, operation: OperationModel, output: unknown): { body: Uint8Array; contentType?: string } {
  const shape = operation.output;
  const { payload, body } = bindingsOf(shape);
  if (payload) return writePayload(payload, outputRecord(shape, output, '')[payload.name]);
  if (body.length === 0) return { body: NO_BYTES };
  const name = traitText(shape.traits, 'xmlName') ?? shape.name;
  const namespace = ` xmlns="${model.definition.xmlNamespace ?? ''}"`;
  const members = membersToXml(shape, body, output, '');
  // GetBucketLocation answers with its only member as the document (S3 API reference).
  const text = operation.name === 'GetBucketLocation' ? unwrapped(members, name, namespace) : `<${name}${namespace}>${members}</${name}>`;
  return { body: utf8(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`), contentType: 'application/xml' };
}

function unwrapped(members: string, name: string, namespace: string): string {
  return members ? members.replace(`<${name}>`, `<${name}${namespace}>`) : `<${name}${namespace}/>`;
}

function writePayload(payload: Member, value: unknown): { body: Uint8Array; contentType?: string } {
  if (value === undefined || value === null) return { body: NO_BYTES };
  if (payload.shape.kind === 'blob' || payload.shape.kind === 'string') return { body: bytesOf(value, payload.name) };
  const name = traitText(payload.ownTraits, 'xmlName') ?? ('name' in payload.shape ? payload.shape.name : payload.name);
  return { body: utf8(toXml(name, payload.shape, payload.traits, value, payload.name)), contentType: 'application/xml' };
}
