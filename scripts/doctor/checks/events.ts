import { DescribeEventBusCommand, DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import * as z from 'zod/mini';
import type { Check, Finding } from '../finding.ts';
import { arnOf, meshBus, redeploy, unlessMissing, type ExpectedRule, type Look } from '../look.ts';
import { mayNot } from './simulate.ts';

/** The sources of what central forwards, each with a statement of its own in the bus policy. */
const forwarded = ['aws.glue', 'aws.lakeformation', 'aws.datazone'];

export const busPolicy: Check = {
  title: 'mesh bus and its policy',
  account: 'consumer',
  findings: async (look) => {
    const bus = await unlessMissing(look.consumer.events.send(new DescribeEventBusCommand({ Name: meshBus(look) })));
    if (bus === undefined)
      return [{ what: `There is no event bus ${meshBus(look)}`, why: 'Central’s events and our own meet there: nothing happens without it.', remedy: redeploy(look) }];
    const policy = bus.Policy ?? '';
    return forwarded.filter((source) => !admits(policy, source, look.mesh.central.account)).map((source): Finding => ({
      what: `The policy of ${meshBus(look)} does not admit events of ${source} from ${look.mesh.central.account}`,
      why: 'Central’s rule then fails for each event, and this account hears of no change.',
      remedy: redeploy(look),
    }));
  },
};

const policyDocument = z.looseObject({
  Statement: z.array(z.looseObject({ Effect: z.string(), Principal: z.unknown(), Condition: z.optional(z.unknown()) })),
});

function admits(policy: string, source: string, account: string): boolean {
  if (policy === '') return false;
  return policyDocument
    .parse(JSON.parse(policy))
    .Statement.some(
      ({ Effect, Principal, Condition = {} }) =>
        Effect === 'Allow' &&
        (JSON.stringify(Principal).includes(account) || JSON.stringify(Condition).includes('aws:PrincipalOrgID')) &&
        JSON.stringify(Condition).includes(`"${source}"`),
    );
}

export const rules: Check = {
  title: 'rules of the consumer stack',
  account: 'consumer',
  findings: async (look) => {
    const found: Finding[] = [];
    for (const rule of look.expected.rules) found.push(...(await judge(look, 'consumer', rule, redeploy(look))));
    return found;
  },
};

export const forwarders: Check = {
  title: 'rules that forward from central',
  account: 'central',
  findings: async (look) => {
    const found: Finding[] = [];
    const bus = arnOf(look, 'events', look.mesh.consumer.account, `event-bus/${meshBus(look)}`);
    for (const rule of look.expected.forwarders) found.push(...(await judge(look, 'central', rule, redeploy(look, 'central'), bus)));
    const role = `arn:${bus.split(':')[1]}:iam::${look.mesh.central.account}:role/meshloop-${look.stage}-forward`;
    const refused = await mayNot(look.central, role, ['events:PutEvents'], [bus]);
    if (refused === undefined || refused.length > 0)
      found.push({ what: `${role} may not put events on ${bus}`, why: 'A rule that forwards to another account needs a role that may.', remedy: redeploy(look, 'central') });
    return found;
  },
};

/** @param target the only target that a rule may have; without it, any */
async function judge(look: Look, account: 'consumer' | 'central', { name, bus }: ExpectedRule, deploy: string, target?: string): Promise<Finding[]> {
  const { events } = look[account];
  const where = { Name: name, EventBusName: bus };
  const why = 'What it matches then wakes nobody, and only the hourly reconcile, if any, finds it.';
  const rule = await unlessMissing(events.send(new DescribeRuleCommand(where)));
  if (rule === undefined) return [{ what: `There is no rule ${name} on the bus ${bus}`, why, remedy: deploy }];
  if (rule.State === 'DISABLED')
    return [{ what: `The rule ${name} is disabled`, why, remedy: `aws events enable-rule --name ${name} --event-bus-name ${bus}` }];
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: name, EventBusName: bus }));
  if (Targets.length === 0) return [{ what: `The rule ${name} has no target`, why, remedy: deploy }];
  if (target !== undefined && !Targets.some(({ Arn, RoleArn }) => Arn === target && RoleArn !== undefined))
    return [{ what: `The rule ${name} does not forward to ${target}`, why, remedy: deploy }];
  return [];
}
