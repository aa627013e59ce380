import { describe, expect, test } from 'vitest';
import { BadEvent, Gone, NotYetVisible, Refused } from '../../../shared/runtime/errors.ts';
import { classify, isPermanent } from '../../../shared/runtime/failure.ts';

function awsError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

describe('the class of a failure', () => {
  test.each([
    ['ThrottlingException', 'Rate exceeded', 'throttled'],
    ['TooManyRequestsException', 'Too many concurrent queries', 'throttled'],
    ['ResourceLimitExceeded', 'The account-level service limit for pipeline executions was exceeded', 'throttled'],
    ['InvalidInputException', 'Rate exceeded (Service: LakeFormation; Status Code: 400; Error Code: ThrottlingException)', 'throttled'],
    ['InvalidInputException', 'Unknown permission', 'invalid'],
    ['ConcurrentModificationException', 'Permission update/Delete failed for Resource. Please retry in a short while', 'retry'],
    ['InternalServiceException', 'Internal error', 'retry'],
    ['ConflictException', 'Conflict', 'retry'],
    ['CrawlerRunningException', 'Crawler with name c has already started', 'coalesced'],
    ['AlreadyExistsException', 'Database already exists', 'already done'],
    ['PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 'already done'],
    ['InvalidInputException', 'No permissions revoked. Grantee has no permissions', 'already done'],
    [
      'AccessDeniedException',
      'User: arn:aws:sts::222222222222:assumed-role/r/s is not authorized to perform: glue:GetTable because no identity-based policy allows it',
      'denied',
    ],
    [
      'AccessDeniedException',
      'User: x is not authorized to perform: glue:GetDatabase on resource: x because no resource-based policy allows the glue:GetDatabase action',
      'not yet visible',
    ],
    ['AccessDeniedException', 'Insufficient Lake Formation permission(s): Required Describe on credit_risk', 'not yet visible'],
    ['AccessDeniedException', 'Resource does not exist or requester is not authorized to access requested permissions.', 'not yet visible'],
    ['EntityNotFoundException', 'Database credit_risk not found.', 'gone'],
    ['ResourceNotFound', 'Pipeline credit-risk does not exist', 'gone'],
    ['ValidationException', 'ModelPackageGroup credit-risk does not exist', 'gone'],
    ['InvalidInputException', 'Invalid principal, arn:aws:iam::222222222222:role/deleted', 'gone'],
    ['ValidationException', '1 validation error detected', 'invalid'],
    ['KeyTooLongError', 'Your key is too long', 'invalid'],
    ['TimeoutError', 'socket hang up', 'retry'],
    ['SomethingNew', 'never seen', 'retry'],
  ])('%s "%s" is %s', (name, message, failure) => {
    expect(classify(awsError(name, message)).failure).toBe(failure);
  });

  test('of our own errors is the one that they carry, with their remedy', () => {
    expect(classify(new NotYetVisible('Table t'))).toMatchObject({ failure: 'not yet visible', code: 'NotYetVisible' });
    expect(classify(new Refused('taken', 'Choose another.'))).toMatchObject({
      failure: 'invalid',
      code: 'Refused',
      remedy: 'Choose another.',
    });
    expect(classify(new Gone('no model', 'Nothing.'))).toMatchObject({ failure: 'gone' });
    expect(classify(new BadEvent([{ path: ['detail'] }]))).toMatchObject({ failure: 'invalid', code: 'BadEvent' });
  });

  test('of what is not an error, or has only a code, is worth another try', () => {
    expect(classify('text').failure).toBe('retry');
    expect(classify(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toMatchObject({
      failure: 'retry',
      code: 'ECONNREFUSED',
    });
  });

  test('decides whether trying again is in vain', () => {
    const permanent = (['retry', 'coalesced', 'already done', 'not yet visible', 'throttled', 'denied', 'gone', 'invalid'] as const).filter(
      (failure) => isPermanent({ failure }),
    );

    expect(permanent).toEqual(['denied', 'gone', 'invalid']);
  });
});
