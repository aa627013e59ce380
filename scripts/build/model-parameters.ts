import type { Parameter, PipelineDefinition } from '../../pipelines/definition.ts';
import { nearest } from '../../shared/mesh/nearest.ts';
import { runParameterNames } from '../../shared/mesh/run-parameters.ts';
import type { Model } from '../../shared/mesh/mesh.ts';

/**
 * Throws where SageMaker would refuse a model's runs: a pipeline that does not declare what every run is given, a parameter of
 * `mesh.yml` that it does not declare, or a value of another type.
 */
export function checkParameters({ name: model, pipeline, parameters }: Model, { Parameters }: PipelineDefinition): void {
  const declared = new Map(Parameters.map((parameter) => [parameter.Name, parameter]));
  const missing = runParameterNames.filter((name) => !declared.has(name));
  if (missing.length > 0) throw new Error(`pipelines/${pipeline}/definition.ts does not declare ${missing.join(', ')}, which every run is given.`);
  for (const [name, value] of Object.entries(parameters)) {
    const found = declared.get(name);
    if (found === undefined) throw new Error(`mesh.yml: the model "${model}" sets ${name}, but its pipeline has no such parameter. ${remedyFor(name, [...declared.keys()])}`);
    const choices = found.Type === 'String' ? found.EnumValues : undefined;
    if (choices !== undefined && !choices.includes(value)) throw new Error(`mesh.yml: the model "${model}" sets ${name} to "${value}". Write ${choices.join(' or ')}.`);
    if (!fits(found.Type, value)) throw new Error(`mesh.yml: the model "${model}" sets ${name} to "${value}", but it is of type ${found.Type}. Write ${wanted[found.Type]}.`);
  }
}

const wanted: Readonly<Record<Parameter['Type'], string>> = { String: 'a text', Float: 'a number', Integer: 'a whole number' };

function fits(type: Parameter['Type'], value: string): boolean {
  if (type === 'String') return true;
  return type === 'Integer' ? /^-?\d+$/.test(value) : value.trim() !== '' && Number.isFinite(Number(value));
}

function remedyFor(name: string, declared: readonly string[]): string {
  const own = declared.filter((each) => !runParameterNames.some((given) => given === each) && each !== 'CodeUri');
  const meant = nearest(name, own);
  return meant === undefined ? `It has ${own.join(', ')}.` : `Is ${meant} meant?`;
}
