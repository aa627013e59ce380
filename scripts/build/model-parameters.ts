import type { Parameter, PipelineDefinition } from '../../pipelines/definition.ts';
import { profileKey } from '../../shared/catalog/keys.ts';
import { limitBroken, metadata, metadataText, parameterLimits } from './parameter-limits.ts';
import { nearest } from '../../shared/mesh/nearest.ts';
import { runParameterNames } from '../../shared/mesh/run-parameters.ts';
import type { Mesh, Model } from '../../shared/mesh/mesh.ts';
import { linkName } from '../../shared/mesh/names.ts';
import { runParameters } from '../../shared/retraining/execution.ts';

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

/**
 * Throws where a run's parameter would be longer than SageMaker takes it, or of other characters: a default of the pipeline, or what every run
 * is given, with the longest names that bucket and change may have. SageMaker would refuse the run, or one of its steps.
 */
export function checkLengths(mesh: Mesh, model: Model, definition: PipelineDefinition): void {
  const limits = parameterLimits(definition);
  for (const parameter of definition.Parameters) {
    const problem = parameter.Type === 'String' ? limitBroken(limits(parameter.Name), parameter.DefaultValue ?? '') : undefined;
    if (problem !== undefined) throw new Error(`pipelines/${model.pipeline}/definition.ts: the default of ${parameter.Name} has ${problem}. Shorten it.`);
  }
  for (const [name, value] of Object.entries(longestRun(mesh, model))) {
    const about = `mesh.yml: runs of the model "${model.name}" would be given ${name}`;
    const problem = limitBroken(limits(name), value);
    const remedy = Object.hasOwn(model.parameters, name) ? 'Shorten it: a view can leave columns out, or make texts of them, by which they are categories.' : 'Shorten the names of its database or table.';
    if (problem !== undefined) throw new Error(`${about} with ${problem}. ${remedy}`);
    if (limits(name).includes(metadata) && !metadataText.test(value))
      throw new Error(`${about} as "${value}", and SageMaker takes only letters, digits, spaces and _ . : / = + - @${metadata.where}. Rename the column in a view.`);
  }
}

function longestRun(mesh: Mesh, model: Model): Readonly<Record<string, string>> {
  const subscription = mesh.subscriptions.find(({ models }) => models.includes(model));
  if (subscription === undefined) throw new Error(`The model "${model.name}" is in no subscription.`);
  const product = { catalogId: mesh.central.account, database: subscription.database, table: model.table };
  const bucket = 'b'.repeat(63);
  // An order's change has the longest id that there is: a UUID behind this word.
  const changeId = `order-${'0'.repeat(36)}`;
  return runParameters(
    {
      metadata: { product, changeId, causationId: changeId, occurredAt: new Date(0).toISOString(), schemaVersion: 1 },
      data: {
        model: model.name, requestId: '0'.repeat(64), reason: 'schema change', reasons: [], subscription: subscription.name, link: linkName(subscription, subscription.database),
        profile: { uri: `s3://${bucket}/${profileKey(product, changeId)}`, digest: '0'.repeat(64) }, baseline: null, level: 'none', verdictUri: null,
      },
    },
    bucket,
    model,
  );
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
