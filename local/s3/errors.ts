import { AwsError } from '../core/service.ts';

// Codes, wording and status as in Amazon S3 API reference, "Error responses".

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}

export function preconditionFailed(condition: 'If-Match' | 'If-None-Match' | 'If-Unmodified-Since'): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, { Condition: condition });
}

export function conditionalConflict(key: string): AwsError {
  const message = 'The conditional request cannot succeed due to a conflicting operation against this resource.';
  return new AwsError('ConditionalRequestConflict', message, 409, { Key: key });
}

/** Carries the ETag, so that the client may keep what it has (RFC 9110, 15.4.5). */
export function notModified(etag: string): AwsError {
  return new AwsError('NotModified', 'Not Modified', 304, { ETag: etag });
}

export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequest', message);
}

export function malformedXml(): AwsError {
  return new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
}

export function notServed(what: string): AwsError {
  return new AwsError('NotImplemented', `${what} is not served by the local cloud.`, 501);
}

export function wrongRegion(constraint: string): AwsError {
  const message = `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  return new AwsError('IllegalLocationConstraintException', message);
}

export function alreadyYours(bucket: string): AwsError {
  const message = 'Your previous request to create the named bucket succeeded and you already own it.';
  return new AwsError('BucketAlreadyOwnedByYou', message, 409, { BucketName: bucket });
}

export function nameTaken(bucket: string): AwsError {
  const message =
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. ' +
    'Please select a different name and try again.';
  return new AwsError('BucketAlreadyExists', message, 409, { BucketName: bucket });
}

export function publicPolicyBlocked(): AwsError {
  const message =
    'User is not authorized to perform: s3:PutBucketPolicy because public policies are blocked by the BlockPublicPolicy ' +
    'block public access setting.';
  return new AwsError('AccessDenied', message, 403);
}

export function copyToItself(): AwsError {
  const message =
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, " +
    'storage class, website redirect location or encryption attributes.';
  return invalidRequest(message);
}

export function invalidPart(): AwsError {
  const message =
    'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag ' +
    "may not match the part's entity tag.";
  return new AwsError('InvalidPart', message);
}

export function metadataTooLarge(size: number, most: number): AwsError {
  return new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
    Size: size,
    MaxSizeAllowed: most,
  });
}

/** HEAD answers carry no body: the SDK reads the status alone and calls a 404 `NotFound`. */
export function withoutBody(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  if (error.status === 404) return new AwsError('NotFound', 'Not Found', 404);
  if (error.status === 403) return new AwsError('Forbidden', 'Forbidden', 403);
  return error;
}
