import { awsJson } from './aws-json.ts';
import { awsQuery } from './aws-query.ts';
import { restJson } from './rest-json.ts';
import { restXml } from './rest-xml.ts';
import { rpcCbor } from './rpc-cbor.ts';
import type { CloudRequest } from '../wire.ts';
import type { Protocol } from './protocol.ts';
import type { ServiceDefinition } from './services.ts';

/** Clients of one service may speak different protocols (CloudWatch: JSON, CBOR or query), so the request decides. */
export function protocolFor(definition: ServiceDefinition, request: CloudRequest): Protocol {
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return rpcCbor;
  if (request.headers['x-amz-target'] !== undefined) return awsJson;
  switch (definition.protocol) {
    case 'restJson':
      return restJson;
    case 'restXml':
      return restXml;
    case 'json':
    case 'query':
      return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') || definition.protocol === 'query'
        ? awsQuery
        : awsJson;
  }
}
