import type { Policies } from '../deployed.ts';
import { readable } from '../statements.ts';

/** Functions are invoked by EventBridge, for a rule whose target they are, and by nobody else's leave. */
export function invocations({ consumer, central }: Policies): readonly string[] {
  const resources = Object.entries({ ...consumer, ...central });
  const rules = resources.flatMap(([id, { Type, Properties }]) => (Type === 'AWS::Events::Rule' ? [{ id, name: readable(Properties?.['Name']), bus: Properties?.['EventBusName'], targets: JSON.stringify(Properties?.['Targets']) }] : []));
  return resources.flatMap(([id, { Type, Properties = {} }]) => {
    if (Type !== 'AWS::Lambda::Permission') return [];
    const { Action, Principal, SourceArn, FunctionName } = Properties;
    const source = SourceArn === undefined ? '' : readable(SourceArn);
    const isOwn = ({ id: rule, name, bus, targets }: (typeof rules)[number]) =>
      targets.includes(JSON.stringify(FunctionName)) &&
      [`\${${rule}.Arn}`, `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/${bus === undefined ? '' : `${readable(bus)}/`}${name}`].includes(source);
    if (Principal === 'events.amazonaws.com' && Action === 'lambda:InvokeFunction' && rules.some(isOwn)) return [];
    return [`${readable(FunctionName)}: admits ${readable(Principal)} to ${readable(Action)} for ${source === '' ? 'anything' : source} (${id})`];
  });
}
