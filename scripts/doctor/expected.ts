import type { Template } from '../../local/cloudformation/index.ts';
import type { ExpectedRule, Look } from './look.ts';

/** What the packaged stacks deploy, by its names. */
export function expectedOf(consumer: Template, central: Template, stage: string): Look['expected'] {
  return {
    functions: propertiesOf(consumer, 'AWS::Lambda::Function').map(({ FunctionName }) => named(FunctionName, stage)),
    rules: rulesOf(consumer, stage),
    forwarders: rulesOf(central, stage),
  };
}

function rulesOf(template: Template, stage: string): readonly ExpectedRule[] {
  return propertiesOf(template, 'AWS::Events::Rule').map(({ Name, EventBusName }) => ({
    name: named(Name, stage),
    bus: EventBusName === undefined ? 'default' : `meshloop-${stage}`,
  }));
}

function propertiesOf({ Resources }: Template, type: string): readonly Readonly<Record<string, unknown>>[] {
  return Object.values(Resources).flatMap(({ Type, Properties }) => (Type === type && Properties !== undefined ? [Properties] : []));
}

/** The templates are packaged for one stage; another stage has the same names with its own in them. */
function named(name: unknown, stage: string): string {
  return String(name).replace(/^meshloop-[^-]+-/, `meshloop-${stage}-`);
}
