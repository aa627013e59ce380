import { AwsError } from '../core/service.ts';

export function invalid(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}

/** Status as in Lake Formation's API model; Glue passes the same refusal on with 400. */
export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message, 403);
}

/** Observed wording, for what is missing and for what is forbidden alike. */
export function notAuthorized(): AwsError {
  return accessDenied('Resource does not exist or requester is not authorized to access requested permissions.');
}

export function notFound(message: string): AwsError {
  return new AwsError('EntityNotFoundException', message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('ResourceNumberLimitExceededException', message);
}
