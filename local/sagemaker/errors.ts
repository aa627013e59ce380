import { AwsError } from '../core/service.ts';

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** SageMaker's ResourceNotFound is a 400. */
export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFound', message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('ResourceLimitExceeded', message);
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message);
}
