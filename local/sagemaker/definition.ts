import { AwsError } from '../core/service.ts';
import { referencesIn } from './reference.ts';

/** A pipeline's definition as SageMaker reads it (pipeline definition JSON schema, version 2020-12-01). */
export interface Definition {
  readonly parameters: ReadonlyMap<string, DefinedParameter>;
  /** In an order in which they can run. */
  readonly steps: readonly Step[];
}

export interface DefinedParameter {
  readonly name: string;
  readonly type: 'String' | 'Integer' | 'Float' | 'Boolean';
  readonly defaultValue: string | undefined;
  readonly allowed: readonly string[] | undefined;
}

export interface Step {
  readonly name: string;
  readonly type: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly displayName: string | undefined;
  /** Steps that must have ended before. */
  readonly after: readonly string[];
  readonly propertyFiles: readonly PropertyFile[];
  readonly retryPolicies: readonly RetryPolicy[];
}

/** A JSON file in an output of a processing step from which other steps read values. */
export interface PropertyFile {
  readonly name: string;
  /** Name of the output. */
  readonly output: string;
  readonly path: string;
}

/** SageMaker AI developer guide, "Retry Policy for Pipeline Steps". */
export interface RetryPolicy {
  readonly exceptions: readonly string[];
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  /** How often a step is tried again, or for how long after it began (milliseconds): one of the two. */
  readonly until: { readonly retries: number } | { readonly expireAfter: number };
}

// SageMaker quotas: size of a definition; Amazon SageMaker AI developer guide, "Pipeline structure".
const LARGEST = 1_048_576;
const TYPES = ['String', 'Integer', 'Float', 'Boolean'] as const;

/** Reads the text of a definition. Throws ValidationException. */
export function readDefinition(text: string): Definition {
  if (Buffer.byteLength(text) > LARGEST) throw invalid('the definition is larger than 1 MB');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid('it is not valid JSON');
  }
  if (!isRecord(document)) throw invalid('it is not a JSON object');
  if (document['Version'] !== '2020-12-01') throw invalid('Version must be 2020-12-01');
  const parameters = new Map(
    listOf(document['Parameters'] ?? [], 'Parameters')
      .map((entry) => readParameter(entry))
      .map((parameter) => [parameter.name, parameter]),
  );
  const steps = readSteps(document['Steps']);
  if (steps.length === 0) throw invalid('it has no steps');
  checkReferences(steps, parameters);
  return { parameters, steps: inOrder(steps) };
}

/** The steps in a list of a definition, or in one branch of a condition. Throws ValidationException. */
export function readSteps(value: unknown): readonly Step[] {
  return listOf(value, 'Steps').map((entry) => {
    if (!isRecord(entry)) throw invalid('a step is not an object');
    const { Name: name, Type: type, Arguments: given = {}, DependsOn: dependsOn = [], DisplayName: displayName } = entry;
    if (typeof name !== 'string' || !/^[A-Za-z0-9\-_]{1,64}$/.test(name)) throw invalid(`step name ${String(name)} is not valid`);
    if (typeof type !== 'string') throw invalid(`step ${name} has no Type`);
    if (!isRecord(given)) throw invalid(`the Arguments of step ${name} are not an object`);
    const named = listOf(dependsOn, 'DependsOn').map(String);
    const referred = referencesIn(given).flatMap((reference) => /^Steps\.(?<step>[^.[]+)/.exec(reference)?.groups?.['step'] ?? []);
    const after = [...new Set([...named, ...referred])].filter((other) => other !== name);
    const propertyFiles = listOf(entry['PropertyFiles'] ?? [], 'PropertyFiles').map((file) => readPropertyFile(name, file));
    const retryPolicies = listOf(entry['RetryPolicies'] ?? [], 'RetryPolicies').map((policy) => readRetryPolicy(name, policy));
    const shown = typeof displayName === 'string' ? displayName : undefined;
    return { name, type, arguments: given, displayName: shown, after, propertyFiles, retryPolicies };
  });
}

function readPropertyFile(step: string, entry: unknown): PropertyFile {
  const { PropertyFileName: name, OutputName: output, FilePath: path } = isRecord(entry) ? entry : {};
  if (typeof name !== 'string' || typeof output !== 'string' || typeof path !== 'string')
    throw invalid(`a property file of step ${step} lacks PropertyFileName, OutputName or FilePath`);
  return { name, output, path };
}

// The bounds are those of the same page.
function readRetryPolicy(step: string, entry: unknown): RetryPolicy {
  const policy = isRecord(entry) ? entry : {};
  const { BackoffRate: backoffRate = 2, MaxAttempts: maxAttempts, ExpireAfterMin: expireAfterMin } = policy;
  const whole = (member: string, value: unknown, least: number, most: number): number => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw invalid(`${member} of a retry policy of step ${step} is not a whole number from ${least} to ${most}`);
  };
  if (typeof backoffRate !== 'number' || backoffRate <= 0) throw invalid(`BackoffRate of a retry policy of step ${step} is not a number above 0`);
  if (maxAttempts !== undefined && expireAfterMin !== undefined) throw invalid(`a retry policy of step ${step} has not one of MaxAttempts or ExpireAfterMin but both`);
  return {
    exceptions: listOf(policy['ExceptionType'], 'ExceptionType').map(String),
    intervalSeconds: whole('IntervalSeconds', policy['IntervalSeconds'] ?? 1, 1, 43_200),
    backoffRate,
    until:
      expireAfterMin === undefined
        ? { retries: whole('MaxAttempts', maxAttempts ?? 5, 0, 20) }
        : { expireAfter: whole('ExpireAfterMin', expireAfterMin, 0, 14_400) * 60_000 },
  };
}

function readParameter(entry: unknown): DefinedParameter {
  if (!isRecord(entry)) throw invalid('a parameter is not an object');
  const { Name: name, Type: type, DefaultValue: defaultValue, EnumValues: allowed } = entry;
  if (typeof name !== 'string' || !/^[A-Za-z0-9\-_]{1,64}$/.test(name)) throw invalid(`parameter name ${String(name)} is not valid`);
  const known = TYPES.find((candidate) => candidate === type);
  if (known === undefined) throw invalid(`the type of parameter ${name} is not one of ${TYPES.join(', ')}`);
  return {
    name,
    type: known,
    defaultValue: defaultValue === undefined ? undefined : readDefault(name, known, defaultValue),
    allowed: allowed === undefined ? undefined : listOf(allowed, 'EnumValues').map(String),
  };
}

function readDefault(name: string, type: (typeof TYPES)[number], value: unknown): string {
  const fits =
    type === 'String'
      ? typeof value === 'string'
      : type === 'Boolean'
        ? typeof value === 'boolean'
        : typeof value === 'number' && (type === 'Float' || Number.isInteger(value));
  if (!fits) throw invalid(`the DefaultValue of parameter ${name} is not of type ${type}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function checkReferences(steps: readonly Step[], parameters: ReadonlyMap<string, DefinedParameter>): void {
  const names = namesIn(steps);
  const files = withBranches(steps).flatMap(({ name, propertyFiles }) => propertyFiles.map((file) => `Steps.${name}.PropertyFiles.${file.name}`));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`step name ${twice} is not unique`);
  for (const step of steps) {
    for (const reference of referencesIn(step.arguments)) {
      const parameter = /^Parameters\.(?<name>.+)$/.exec(reference)?.groups?.['name'];
      if (parameter !== undefined && !parameters.has(parameter))
        throw invalid(`step ${step.name} refers to parameter ${parameter}, which is not defined`);
      if (parameter === undefined && !/^(Steps|Execution)\./.test(reference))
        throw invalid(`step ${step.name} refers to ${reference}, which is nothing`);
    }
    for (const reference of propertyFileReferencesIn(step.arguments)) {
      if (!files.includes(reference)) throw invalid(`step ${step.name} refers to property file ${reference}, which is not defined`);
    }
    const unknown = step.after.find((name) => !names.includes(name));
    if (unknown !== undefined) throw invalid(`step ${step.name} refers to step ${unknown}, which is not defined`);
  }
}

function namesIn(steps: readonly Step[]): readonly string[] {
  return withBranches(steps).map(({ name }) => name);
}

/** The steps with those in the branches of conditions, among which there are no further conditions (SageMaker AI developer guide, "Condition step"). */
function withBranches(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => {
    if (step.type !== 'Condition') return [step];
    const branches = [...readSteps(step.arguments['IfSteps'] ?? []), ...readSteps(step.arguments['ElseSteps'] ?? [])];
    const nested = branches.find(({ type }) => type === 'Condition');
    if (nested !== undefined) throw invalid(`condition step ${nested.name} is nested in condition step ${step.name}`);
    return [step, ...branches];
  });
}

function propertyFileReferencesIn(value: unknown): readonly string[] {
  return referencesIn(value).filter((reference) => /^Steps\.[^.]+\.PropertyFiles\./.test(reference));
}

function inOrder(steps: readonly Step[]): readonly Step[] {
  const ordered: Step[] = [];
  let left = [...steps];
  while (left.length > 0) {
    const ready = left.filter((step) => !step.after.some((name) => left.some((other) => other.name === name)));
    if (ready.length === 0) throw invalid(`the steps ${left.map(({ name }) => name).join(', ')} wait for each other`);
    ordered.push(...ready);
    left = left.filter((step) => !ready.includes(step));
  }
  return ordered;
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(`${what} is not a list`);
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(why: string): AwsError {
  return new AwsError('ValidationException', `Unable to parse pipeline definition. Reason: ${why}.`);
}
