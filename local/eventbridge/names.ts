import { AwsError } from '../core/service.ts';

/** The parts of an event bus's name or ARN. */
export interface BusReference {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** `nameOrArn` as EventBridge's operations take it; default: the account's default bus. */
export function readBusReference(nameOrArn: string | undefined, account: string, region: string): BusReference {
  if (nameOrArn === undefined) return { account, region, name: 'default' };
  if (!nameOrArn.startsWith('arn:')) return { account, region, name: nameOrArn };
  const match = /^arn:aws[a-z-]*:events:(?<region>[a-z0-9-]+):(?<account>\d{12}):event-bus\/(?<name>.+)$/.exec(nameOrArn);
  const { region: itsRegion, account: itsAccount, name } = match?.groups ?? {};
  if (itsRegion === undefined || itsAccount === undefined || name === undefined)
    throw validation(`Provided Arn is not in correct format. Reason: Arn ${nameOrArn}`);
  return { account: itsAccount, region: itsRegion, name };
}

export function busArn({ account, region, name }: BusReference): string {
  return `arn:aws:events:${region}:${account}:event-bus/${name}`;
}

/** Rules of the default bus do not name it. */
export function ruleArn({ account, region, name }: BusReference, rule: string): string {
  return `arn:aws:events:${region}:${account}:rule/${name === 'default' ? '' : `${name}/`}${rule}`;
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function noRule(rule: string, bus: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Rule ${rule} does not exist on EventBus ${bus}.`);
}

export function noBus(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

/** Account of an ARN. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** Filter parameters are exclusive (EventBridge API reference, ListArchives, ListReplays). Throws ValidationException. */
export function assertOneFilter(operation: string, filters: readonly unknown[]): void {
  if (filters.filter((filter) => filter !== undefined).length > 1)
    throw validation(`At most one filter is allowed for ${operation}. Use either : State, EventSourceArn, or NamePrefix.`);
}
