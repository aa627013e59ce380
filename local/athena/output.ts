import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import { toCsv } from './csv-text.ts';
import type { QueryAnswer } from './engine.ts';
import type { Execution, Outcome } from './execution.ts';
import { ErrorType, QueryFailure } from './failure.ts';
import { parseAddress } from './location.ts';
import type { Address } from './location.ts';
import { metadataFile } from './metadata-file.ts';

/** What Athena writes its results as. */
const RESULT_TYPE = 'application/octet-stream';

/** Writes the result file of a query and its companion. */
export function writeRows(cloud: Cloud, execution: Execution, answer: QueryAnswer, scanned: number): Outcome {
  const uri = execution.outputLocation;
  write(cloud, execution, uri, toCsv([answer.columns.map((column) => column.name), ...answer.rows]));
  write(cloud, execution, `${uri}.metadata`, metadataFile(execution.id, answer.columns));
  return { columns: answer.columns, scanned, updateCount: 0 };
}

/** Puts a result object as the caller. */
export function write(cloud: Cloud, execution: Execution, uri: string, body: Uint8Array | string): void {
  const { bucket, key } = existingAddress(cloud, uri);
  try {
    cloud.s3.authorize(execution.caller, 's3:PutObject', bucket, key);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const message =
      `Access denied when writing output to url: ${uri} . Please ensure you are allowed to access the S3 bucket. ` +
      'If you are encrypting query results with KMS key, please ensure you are allowed to access your KMS key';
    throw new QueryFailure(ErrorType.s3Permission, message, { cause: error });
  }
  cloud.s3.put(bucket, key, body, RESULT_TYPE);
}

/** Throws QueryFailure when there is no such bucket. */
export function existingAddress(cloud: Cloud, uri: string): Address {
  const address = parseAddress(uri);
  if (address && cloud.s3.bucketOwner(address.bucket) !== undefined) return address;
  throw new QueryFailure(ErrorType.bucketNotFound, `Amazon S3 bucket not found: ${uri}`);
}
