import type {
  DeleteRuleCommandInput,
  DescribeRuleCommandInput,
  DescribeRuleCommandOutput,
  DisableRuleCommandInput,
  EnableRuleCommandInput,
  ListRuleNamesByTargetCommandInput,
  ListRuleNamesByTargetCommandOutput,
  ListRulesCommandInput,
  ListRulesCommandOutput,
  PutRuleCommandInput,
  PutRuleCommandOutput,
  Rule as RuleSummary,
  RuleState,
} from '@aws-sdk/client-eventbridge';
import { page } from '../core/pages.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import type { Buses } from './buses.ts';
import type { Bus, Rule } from './model.ts';
import { noRule, ruleArn, validation } from './names.ts';
import { readEventPattern } from './event-pattern.ts';
import type { Tags } from './tags.ts';

// EventBridge quotas: rules per event bus.
const MOST_RULES = 300;
// The same page: rules with wildcard filters per event bus.
const MOST_WILDCARD_RULES = 30;
const STATES: readonly RuleState[] = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'];

export function ruleOperations(buses: Buses, tags: Tags) {
  return {
    PutRule(input: PutRuleCommandInput, { caller, region }: Call): Output<PutRuleCommandOutput> {
      const name = input.Name ?? '';
      const bus = buses.own(input.EventBusName, caller.accountId);
      if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) throw validation(`Rule name ${name} is not valid.`);
      if (input.ScheduleExpression !== undefined)
        throw validation('Scheduled rules are not served by the local cloud: use a schedule of EventBridge Scheduler.');
      if (input.EventPattern === undefined || input.EventPattern === '')
        throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
      const state = input.State ?? 'ENABLED';
      if (!STATES.includes(state)) throw validation(`Value '${state}' at 'state' failed to satisfy constraint`);
      const before = bus.rules.get(name);
      assertUnmanaged(before);
      if (before === undefined && [...bus.rules.values()].filter((rule) => rule.managedBy === undefined).length >= MOST_RULES)
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      const matches = readEventPattern(input.EventPattern);
      const wildcards = [...bus.rules.values()].filter((rule) => rule.name !== name && hasWildcard(rule.pattern)).length;
      if (wildcards >= MOST_WILDCARD_RULES && hasWildcard(input.EventPattern))
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      const arn = ruleArn({ account: bus.account, region, name: bus.name }, name);
      if (before === undefined) tags.set(arn, input.Tags);
      // PutRule replaces every member of an existing rule; its targets stay (API reference, PutRule).
      bus.rules.set(name, {
        name,
        arn,
        bus: bus.name,
        createdBy: before?.createdBy ?? caller.accountId,
        targets: before?.targets ?? new Map(),
        state,
        pattern: input.EventPattern,
        description: input.Description,
        roleArn: input.RoleArn,
        matches,
      });
      return { RuleArn: arn };
    },

    DeleteRule(input: DeleteRuleCommandInput, { caller }: Call): void {
      const bus = buses.own(input.EventBusName, caller.accountId);
      const rule = bus.rules.get(input.Name ?? '');
      if (input.Force !== true) assertUnmanaged(rule);
      if (rule !== undefined && rule.targets.size > 0) throw validation("Rule can't be deleted since it has targets.");
      bus.rules.delete(input.Name ?? '');
    },

    DescribeRule(input: DescribeRuleCommandInput, { caller }: Call): Output<DescribeRuleCommandOutput> {
      const rule = ownRule(buses, input.EventBusName, input.Name, caller.accountId);
      return { ...describe(rule), CreatedBy: rule.createdBy };
    },

    ListRules(input: ListRulesCommandInput, { caller }: Call): Output<ListRulesCommandOutput> {
      const bus = buses.own(input.EventBusName, caller.accountId);
      const found = [...bus.rules.values()].filter(({ name }) => name.startsWith(input.NamePrefix ?? '')).toSorted(byName);
      const { items, nextToken } = page(found, input.NextToken, input.Limit ?? 100, 'ValidationException');
      return { Rules: items.map(describe), NextToken: nextToken };
    },

    ListRuleNamesByTarget(input: ListRuleNamesByTargetCommandInput, { caller }: Call): Output<ListRuleNamesByTargetCommandOutput> {
      const bus = buses.own(input.EventBusName, caller.accountId);
      const found = [...bus.rules.values()]
        .filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === input.TargetArn))
        .toSorted(byName);
      const { items, nextToken } = page(found, input.NextToken, input.Limit ?? 100, 'ValidationException');
      return { RuleNames: items.map(({ name }) => name), NextToken: nextToken };
    },

    EnableRule(input: EnableRuleCommandInput, { caller }: Call): void {
      switchRule(
        buses.own(input.EventBusName, caller.accountId),
        ownRule(buses, input.EventBusName, input.Name, caller.accountId),
        'ENABLED',
      );
    },

    DisableRule(input: DisableRuleCommandInput, { caller }: Call): void {
      switchRule(
        buses.own(input.EventBusName, caller.accountId),
        ownRule(buses, input.EventBusName, input.Name, caller.accountId),
        'DISABLED',
      );
    },
  };
}

/** Throws ResourceNotFoundException. */
export function ownRule(buses: Buses, busName: string | undefined, name: string | undefined, account: string): Rule {
  const bus = buses.own(busName, account);
  const rule = bus.rules.get(name ?? '');
  if (rule === undefined) throw noRule(String(name), bus.name);
  return rule;
}

/** Throws ManagedRuleException, in the words that the API reference has for it. */
export function assertUnmanaged(rule: Rule | undefined): void {
  if (rule?.managedBy === undefined) return;
  const message = 'This rule was created by an Amazon Web Services service on behalf of your account. It is managed by that service.';
  throw new AwsError('ManagedRuleException', message);
}

function switchRule(bus: Bus, rule: Rule, state: RuleState): void {
  assertUnmanaged(rule);
  bus.rules.set(rule.name, { ...rule, state });
}

function describe(rule: Rule): RuleSummary {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.pattern,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.bus,
    ManagedBy: rule.managedBy,
  };
}

/** A pattern is valid JSON here, and `wildcard` as a key in it is the operator. */
function hasWildcard(pattern: string): boolean {
  return /"wildcard"\s*:/.test(pattern);
}

function byName(one: Rule, other: Rule): number {
  return one.name < other.name ? -1 : 1;
}
