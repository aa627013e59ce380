import type { Cloud } from '../core/cloud.ts';
import { sleep } from '../core/clock.ts';
import type { Interceptor } from '../core/handle.ts';
import { modelOf } from '../core/protocol/model.ts';
import { serviceById } from '../core/protocol/services.ts';
import { AwsError, type Call } from '../core/service.ts';
import { batches } from './batches.ts';
import { globMatches } from '../iam/glob.ts';
import { Chooser } from './choose.ts';
import type { CallFault } from './plan.ts';
import { TokenBucket } from './token-bucket.ts';

/** One fault of calls, as what stands around every call. */
export function callInterceptor(cloud: Cloud, fault: CallFault): Interceptor {
  const chooser = new Chooser(fault, cloud.dice);
  const buckets = new Map<string, TokenBucket>();
  /** Calls that were chosen before they took effect, with what is to be done afterwards. */
  const afterwards = new WeakMap<Call, (output: unknown) => void>();
  return {
    before(call, input) {
      if (!matches(fault, call, input) || !chooser.choose()) return undefined;
      const { effect } = fault;
      if ('throttled' in effect) throw throttling(call);
      if ('throttledAbove' in effect) {
        const { accountId } = call.caller;
        const bucket = buckets.get(accountId) ?? new TokenBucket(effect.throttledAbove, cloud.clock.now());
        buckets.set(accountId, bucket);
        if (!bucket.take(cloud.clock.now())) throw throttling(call);
        return undefined;
      }
      if ('fails' in effect) throw new AwsError(effect.fails.code, effect.fails.message, effect.fails.status ?? 400);
      if ('slow' in effect) return sleep(cloud.clock, effect.slow * 1000);
      if ('answerLost' in effect) {
        afterwards.set(call, () => {
          throw new AwsError('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', 500);
        });
        return undefined;
      }
      const part = batches.get(`${call.service}:${call.operation}`)?.(input, effect.failsInPart);
      if (part === undefined) return undefined;
      afterwards.set(call, part.finish);
      // The operation itself would refuse an empty batch.
      return part.isEmpty ? { output: {} } : undefined;
    },
    after(call, _input, output) {
      afterwards.get(call)?.(output);
    },
  };
}

function matches({ match }: CallFault, { service, operation, caller }: Call, input: unknown): boolean {
  if (match.service !== service || (match.operation ?? operation) !== operation) return false;
  if (match.role !== undefined && !globMatches(match.role, caller.roleArn?.slice(caller.roleArn.lastIndexOf('/') + 1) ?? '')) return false;
  return match.input === undefined || JSON.stringify(input).includes(match.input);
}

/** Each service's own throttling: SlowDown of S3, the ThrottlingException of the service's model, else the common one. */
function throttling({ service }: Call): AwsError {
  if (service === 's3') return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
  if (service === 'eventbridge' || service === 'glue' || service === 'sagemaker' || service === 'sts') return new AwsError('ThrottlingException', 'Rate exceeded');
  const definition = serviceById(service);
  const model = definition && modelOf(definition);
  if (model?.error('TooManyRequestsException')) return new AwsError('TooManyRequestsException', 'Rate exceeded', 429);
  return new AwsError('ThrottlingException', 'Rate exceeded', model?.error('ThrottlingException') ? 429 : 400);
}
