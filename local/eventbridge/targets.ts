import type { Cloud } from '../core/cloud.ts';
import { AwsError } from '../core/service.ts';
import type { Caller } from '../core/service.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Bus, Delivery, Rule } from './model.ts';
import { takesWhole, targetInput } from './target-input.ts';

/** Hands an event to another bus on behalf of a rule. Throws AwsError or DeliveryError. */
export type Forward = (delivery: Delivery, caller: Caller) => void;

/** Throws what the target answers. */
export function sendToTarget(cloud: Cloud, delivery: Delivery, forward: Forward): void {
  const { target, rule, bus, arrival, ingestedAt } = delivery;
  const service = target.Arn.split(':')[2];
  const caller = target.RoleArn === undefined ? eventsCaller(bus, rule) : roleCaller(cloud, target.RoleArn);
  switch (service) {
    case 'lambda':
      cloud.lambda.invokeAsync(target.Arn, takesWhole(target) ? arrival.event : JSON.parse(targetInput(target, rule, arrival.event, ingestedAt)), caller);
      return;
    case 'sqs':
      cloud.sqs.send(target.Arn, targetInput(target, rule, arrival.event, ingestedAt), caller);
      return;
    case 'events':
      forward(delivery, caller);
      return;
    default:
      throw new DeliveryError('NO_RESOURCE', `${target.Arn} is not served by the local cloud.`, false);
  }
}

function roleCaller(cloud: Cloud, roleArn: string): Caller {
  try {
    cloud.iam.assertRoleTrusts(roleArn, 'events.amazonaws.com');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new DeliveryError('FAILED_TO_ASSUME_ROLE', error.message, false);
  }
  return cloud.sts.serviceAs(roleArn, 'events');
}

/** EventBridge itself, for a rule. */
export function eventsCaller(bus: Bus, rule: Rule): Caller {
  return {
    accountId: bus.account,
    arn: 'events.amazonaws.com',
    accessKeyId: '',
    servicePrincipal: 'events.amazonaws.com',
    sourceArn: rule.arn,
  };
}
