import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import { toDeliveryError } from './delivery-error.ts';
import type { DeliveryError } from './delivery-error.ts';
import type { Delivery } from './model.ts';
import { eventsCaller, sendToTarget } from './targets.ts';
import type { Forward } from './targets.ts';

// EventBridge user guide, "Retrying event delivery": 24 hours and up to 185 times, with exponential back-off and jitter.
const DEFAULT_ATTEMPTS = 185;
const DEFAULT_AGE_SECONDS = 86_400;
const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 600_000;

/** Delivers after `latency` milliseconds; retries what may pass, and gives the rest to the target's dead-letter queue. */
export function deliver(cloud: Cloud, delivery: Delivery, forward: Forward, latency: number, retries = 0): void {
  cloud.clock.timer(() => {
    try {
      sendToTarget(cloud, delivery, forward);
    } catch (error) {
      const failure = toDeliveryError(error);
      const exhausted = failure.retryable ? exhaustedCondition(cloud, delivery, retries) : undefined;
      if (!failure.retryable || exhausted !== undefined) bury(cloud, delivery, failure, retries, exhausted);
      else deliver(cloud, delivery, forward, backOff(cloud, retries), retries + 1);
    }
  }, latency);
}

function exhaustedCondition(cloud: Cloud, { target, ingestedAt }: Delivery, retries: number): string | undefined {
  const { MaximumRetryAttempts: attempts = DEFAULT_ATTEMPTS, MaximumEventAgeInSeconds: age = DEFAULT_AGE_SECONDS } =
    target.RetryPolicy ?? {};
  if (retries >= attempts) return 'MaximumRetryAttempts';
  return cloud.clock.now() - ingestedAt >= age * 1000 ? 'MaximumEventAgeInSeconds' : undefined;
}

function backOff(cloud: Cloud, retries: number): number {
  return Math.min(FIRST_RETRY * 2 ** retries, LONGEST_RETRY) * (0.5 + cloud.dice.next() / 2);
}

function bury(
  cloud: Cloud,
  { bus, rule, target, arrival }: Delivery,
  failure: DeliveryError,
  retries: number,
  exhausted: string | undefined,
): void {
  const deadLetters = target.DeadLetterConfig?.Arn;
  const drop = (why: string): void =>
    cloud.watch.emit({
      kind: 'dropped',
      at: cloud.clock.now(),
      account: bus.account,
      what: `event ${arrival.event.id} (${arrival.event['detail-type']}) of rule ${rule.name}`,
      why,
    });
  if (deadLetters === undefined) {
    drop(`${failure.code}: ${failure.message}; the target has no dead-letter queue`);
    return;
  }
  try {
    cloud.sqs.send(deadLetters, JSON.stringify(arrival.event), eventsCaller(bus, rule), {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: String(retries),
      ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    drop(`${failure.code}: ${failure.message}; the dead-letter queue did not take it: ${error.message}`);
  }
}
