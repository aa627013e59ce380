import type { BranchStep, PipelineDefinition, Step } from '../../pipelines/definition.ts';

/** How many characters a parameter's value may have, and where that is so. */
export interface Limit {
  readonly most: number;
  readonly where: string;
}

/** SageMaker API reference, Parameter: Value. */
const value: Limit = { most: 1024, where: '' };
/** SageMaker API reference, AppSpecification: ContainerArguments. */
const argument: Limit = { most: 256, where: ' in an argument of a container' };
/** SageMaker API reference, CreateModelPackage: CustomerMetadataProperties. */
export const metadata: Limit = { most: 256, where: ' in the metadata of a package' };
export const metadataText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The limits of a parameter by what the definition does with it: SageMaker holds a step's request to them only when the step begins. */
export function parameterLimits({ Steps }: PipelineDefinition): (name: string) => readonly Limit[] {
  const steps = Steps.flatMap(withBranches);
  const given = new Set(steps.flatMap((step) => (step.Type === 'Processing' ? parametersAmong(step.Arguments.AppSpecification?.ContainerArguments) : [])));
  const kept = new Set(steps.flatMap((step) => (step.Type === 'RegisterModel' ? parametersAmong(step.Arguments.CustomerMetadataProperties) : [])));
  return (name) => [value, ...(given.has(name) ? [argument] : []), ...(kept.has(name) ? [metadata] : [])];
}

/** What is too long, in words; undefined when nothing is. */
export function limitBroken(limits: readonly Limit[], text: string): string | undefined {
  const broken = limits.find(({ most }) => text.length > most);
  return broken && `${text.length} characters, and SageMaker takes ${broken.most.toLocaleString('en')}${broken.where}`;
}

function withBranches(step: Step): readonly (Step | BranchStep)[] {
  return step.Type === 'Condition' ? [...step.Arguments.IfSteps, ...step.Arguments.ElseSteps] : [step];
}

/** Parameters that are a value as a whole. */
function parametersAmong(values: object | undefined): readonly string[] {
  return Object.values(values ?? {}).flatMap((each: unknown) => {
    const reference = typeof each === 'object' && each !== null && 'Get' in each ? String(each.Get) : '';
    return reference.startsWith('Parameters.') ? [reference.slice('Parameters.'.length)] : [];
  });
}
