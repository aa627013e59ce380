import { AwsError } from './service.ts';
import { escapeXml } from './protocol/xml-document.ts';
import { utf8 } from './protocol/protocol.ts';
import type { CloudRequest, CloudResponse } from './wire.ts';

/** What is asked for exists in AWS and not here. */
export function notServed(what: string, instead: string): AwsError {
  return new AwsError('NotServedByLocalCloud', `The local cloud does not serve ${what}. ${instead}.`, 501);
}

/** An error outside any service that is known here, in the form that its client most likely reads: query clients XML, others JSON. */
export function plainError(status: number, code: string, message: string, requestId: string, request: CloudRequest): CloudResponse {
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
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
