import { AwsError } from '../core/service.ts';

// Codes and wording of Amazon Athena's answers as they are published in its API reference and in public issues.

/** @param code AthenaErrorCode, beside the shape's own name */
export function invalidRequest(message: string, code = 'INVALID_INPUT'): AwsError {
  return new AwsError('InvalidRequestException', message, 400, { AthenaErrorCode: code });
}

export function workGroupNotFound(): AwsError {
  return invalidRequest('WorkGroup is not found.');
}

export function executionNotFound(id: string): AwsError {
  return invalidRequest(`QueryExecution ${id} was not found`, 'QUERY_EXECUTION_NOT_FOUND');
}

export function tooManyQueries(): AwsError {
  const message =
    'You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent ' +
    'queries submitted by this account. Contact customer support to request a concurrent query limit increase.';
  return new AwsError('TooManyRequestsException', message, 400, { Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' });
}
