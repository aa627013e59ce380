import { AwsError } from '../core/service.ts';

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function notFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${what} does not exist.`, 404);
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, 409);
}
