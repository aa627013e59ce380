import { AwsError } from './service.ts';
import { escapeXml } from './protocol/xml-document.ts';
import { utf8 } from './protocol/protocol.ts';
import { cborAnswer } from './protocol/rpc-cbor.ts';
import type { CloudRequest, CloudResponse } from './wire.ts';

/** What is asked for exists in AWS and not here. */
export function notServed(what: string, instead: string): AwsError {
  return new AwsError('NotServedByLocalCloud', `The local cloud does not serve ${what}. ${instead}.`, 501);
}

/** Services whose clients read XML and send no form: all that AWS has (botocore's models with the protocol rest-xml). */
const XML_SERVICES: ReadonlySet<string> = new Set(['cloudfront', 'route53', 's3', 's3express', 's3-outposts']);

/** An error outside any service that is known here, in the form that its client most likely reads. */
export function plainError({ status, code, message }: AwsError, requestId: string, request: CloudRequest, signingName: string | undefined): CloudResponse {
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return cborAnswer(status, { __type: code, message }, requestId);
  if (signingName === 's3') {
    const headers = { 'content-type': 'application/xml', 'x-amz-request-id': requestId };
    return { status, headers, body: utf8(`<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`) };
  }
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') || XML_SERVICES.has(signingName ?? '')) {
    const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
    const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
    return { status, headers, body: utf8(`<ErrorResponse>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`) };
  }
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code, 'x-amzn-requestid': requestId },
    body: utf8(JSON.stringify({ __type: code, message })),
  };
}
