import type { Permission } from '@aws-sdk/client-lakeformation';
import { AwsError } from '../core/service.ts';

/** Lake Formation's refusal as Glue passes it on, with status 400; observed wording. */
export function insufficient(permission: Permission | 'DESCRIBE', name: string): AwsError {
  const words = permission
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join(' ');
  return new AwsError('AccessDeniedException', `Insufficient Lake Formation permission(s): Required ${words} on ${name}`);
}

export function notFound(message: string): AwsError {
  return new AwsError('EntityNotFoundException', message);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError('AlreadyExistsException', message);
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}

/** For what the operation knows in AWS and not here: refused, never ignored. */
export function refuseUnserved(input: object, ...members: readonly string[]): void {
  const given = new Map<string, unknown>(Object.entries(input));
  const unserved = members.filter((member) => given.get(member) !== undefined);
  if (unserved.length > 0) throw invalidInput(`Not served by the local cloud: ${unserved.join(', ')}.`);
}

/** What a batch lists for an entry that failed; anything but an answer of AWS goes up. */
export function errorDetail(error: unknown): { ErrorCode: string; ErrorMessage: string } {
  if (!(error instanceof AwsError)) throw error;
  return { ErrorCode: error.code, ErrorMessage: error.message };
}
