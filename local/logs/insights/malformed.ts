import { AwsError } from '../../core/service.ts';

/** A query that is not valid, or that the local cloud does not understand (CloudWatch Logs API reference, QueryCompileError). */
export function malformed(message: string, start: number, end = start): AwsError {
  const queryCompileError = { message, location: { startCharOffset: start, endCharOffset: end } };
  return new AwsError('MalformedQueryException', `${message} ([${start},${end}])`, 400, { queryCompileError });
}
