import type { AwsError } from '../service.ts';
import type { CloudRequest, CloudResponse } from '../wire.ts';
import type { OperationModel, ServiceModel } from './model.ts';

/** One AWS wire protocol, from the server's side. */
export interface Protocol {
  /** The operation that the request names, or undefined when it names none that the service's model has. */
  route(model: ServiceModel, request: CloudRequest): OperationModel | undefined;
  /** The operation's input. Throws AwsError when the request does not fit the schema. */
  decode(model: ServiceModel, operation: OperationModel, request: CloudRequest): Record<string, unknown>;
  encode(model: ServiceModel, operation: OperationModel, output: unknown, requestId: string): CloudResponse;
  encodeError(model: ServiceModel, error: AwsError, request: CloudRequest, requestId: string): CloudResponse;
}

/** The members of an error as its shape names them, its message included. */
export function errorMembers(model: ServiceModel, error: AwsError): Record<string, unknown> {
  const shape = model.error(error.code);
  const messageMember = shape?.members.find((member) => member.name.toLowerCase() === 'message')?.name ?? 'message';
  return { ...error.members, [messageMember]: error.message };
}

/** The status of an error: what the thrower says or, where that is the default, what the model says. */
export function errorStatus(model: ServiceModel, error: AwsError): number {
  const { httpError, awsQueryError } = model.error(error.code)?.traits ?? {};
  if (error.status !== 400) return error.status;
  if (typeof httpError === 'number') return httpError;
  return Array.isArray(awsQueryError) && typeof awsQueryError[1] === 'number' ? awsQueryError[1] : error.status;
}

/** The error's code in the query protocol, which may differ from its shape's name. */
export function queryCode(model: ServiceModel, error: AwsError): string {
  const { awsQueryError } = model.error(error.code)?.traits ?? {};
  return Array.isArray(awsQueryError) ? String(awsQueryError[0]) : error.code;
}

export const NO_BYTES = new Uint8Array(0);

export function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

export function bodyText(request: CloudRequest): string {
  return Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength).toString('utf8');
}
