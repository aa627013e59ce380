import { arnMatches } from '../../../local/iam/glob.ts';
import type { Policies, Resources } from '../deployed.ts';
import { readable, told, type PolicyStatement } from '../statements.ts';

/** A queue admits EventBridge for the rules that end in it, and for no other. */
export function ofQueue({ consumer, central }: Policies, statement: PolicyStatement): readonly string[] {
  const { owner, effect, principals, actions, condition } = statement;
  const say = (problem: string) => [told(statement, problem)];
  if (effect !== 'Allow' || principals.join() !== 'events.amazonaws.com' || actions.join() !== 'sqs:SendMessage') return say(`admits ${principals.join(', ')} to ${actions.join(', ')}`);
  const patterns = /^Arn(?:Like|Equals) aws:SourceArn = (.+)$/.exec(condition)?.[1]?.split(', ');
  if (patterns === undefined) return say('admits EventBridge for any rule');
  const rules = [...rulesOf(consumer), ...rulesOf(central)];
  const admitted = rules.filter((rule) => patterns.some((pattern) => pattern === rule.attribute || arnMatches(pattern.replace(/^arn:.*?:rule\//, 'arn:rule/'), rule.arn)));
  if (admitted.length === 0) return say('admits no rule that is there');
  return [
    ...admitted.filter(({ queue }) => queue !== owner).flatMap(({ id }) => say(`admits ${id}, which does not end in it`)),
    ...rules.filter((rule) => rule.queue === owner && !admitted.includes(rule)).flatMap(({ id }) => say(`does not admit ${id}, which ends in it`)),
  ];
}

/** A template's rules with the queues that they end in. */
function rulesOf(resources: Resources) {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::Events::Rule') return [];
    const bus = Properties?.['EventBusName'] === undefined ? '' : `${readable(Properties['EventBusName'])}/`;
    const queue = /"DeadLetterConfig":\{"Arn":\{"Fn::GetAtt":\["(\w+)"/.exec(JSON.stringify(Properties?.['Targets']))?.[1];
    return [{ id, arn: `arn:rule/${bus}${readable(Properties?.['Name'])}`, attribute: `\${${id}.Arn}`, queue }];
  });
}
