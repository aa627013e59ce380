import { AwsError } from '../core/service.ts';

/** Why a target did not take an event: the codes of EventBridge's dead letters (EventBridge user guide, "Using dead-letter queues"). */
export type DeliveryErrorCode =
  | 'NO_PERMISSIONS'
  | 'NO_RESOURCE'
  | 'FAILED_TO_ASSUME_ROLE'
  | 'INVALID_JSON'
  | 'INVALID_PARAMETER'
  | 'THIRD_ACCOUNT_HOP_DETECTED'
  | 'THROTTLING'
  | 'ERROR_FROM_TARGET';

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: DeliveryErrorCode;
  readonly retryable: boolean;

  constructor(code: DeliveryErrorCode, message: string, retryable: boolean) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

/**
 * What EventBridge makes of a target's error: missing permissions and missing targets are not retried.
 * What is no answer of AWS is thrown on.
 */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (!(error instanceof AwsError)) throw error;
  const { code, status, message } = error;
  if (status === 403 || /AccessDenied|NotAuthorized/.test(code)) return new DeliveryError('NO_PERMISSIONS', message, false);
  if (status === 404 || /NotFound|DoesNotExist|NonExistent|NoSuch/.test(code)) return new DeliveryError('NO_RESOURCE', message, false);
  if (status === 429 || /Throttl|TooManyRequests/.test(code)) return new DeliveryError('THROTTLING', message, true);
  return new DeliveryError(status >= 500 ? 'ERROR_FROM_TARGET' : 'INVALID_PARAMETER', message, status >= 500);
}
