/** What the references of a definition may reach while an execution runs. */
export interface Scope {
  /** `path` as after `Get`: `Parameters.Bucket`, `Execution.PipelineExecutionId`, `Steps.Train.ModelArtifacts.S3ModelArtifacts`. */
  get(path: string): unknown;
  /** A value in a property file that a step wrote. */
  propertyFile(reference: string, path: string): unknown;
}

/** The paths of all `Get` references inside a value. */
export function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  if (isGet(value)) return [value.Get];
  return Object.values(value).flatMap(referencesIn);
}

/** The value with every reference and function replaced: Get, Std:Join, Std:JsonGet (pipeline definition JSON schema 2020-12-01). */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  if (isGet(value)) return scope.get(value.Get);
  if ('Std:Join' in value) return join(value['Std:Join'], scope);
  if ('Std:JsonGet' in value) return jsonGet(value['Std:JsonGet'], scope);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member, scope)]));
}

function join(call: unknown, scope: Scope): string {
  if (typeof call !== 'object' || call === null || !('Values' in call) || !Array.isArray(call.Values))
    throw new TypeError('Std:Join needs Values');
  const on = 'On' in call && typeof call.On === 'string' ? call.On : '';
  return call.Values.map((value) => String(resolve(value, scope))).join(on);
}

function jsonGet(call: unknown, scope: Scope): unknown {
  if (typeof call !== 'object' || call === null || !('PropertyFile' in call) || !('Path' in call) || typeof call.Path !== 'string') {
    throw new TypeError('Std:JsonGet needs PropertyFile and Path');
  }
  if (!isGet(call.PropertyFile)) throw new TypeError('the PropertyFile of Std:JsonGet is not a reference');
  return scope.propertyFile(call.PropertyFile.Get, call.Path);
}

function isGet(value: unknown): value is { Get: string } {
  return typeof value === 'object' && value !== null && 'Get' in value && typeof value.Get === 'string' && Object.keys(value).length === 1;
}

/** The value at a path such as `ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri`; lists are also reached by the name of an entry. */
export function valueAt(root: unknown, path: string): unknown {
  const steps = [...path.matchAll(/\[['"](?<quoted>[^'"]+)['"]\]|\[(?<index>\d+)\]|(?<name>[^.[\]]+)/g)];
  return steps.reduce<unknown>((value, { groups }) => {
    const key = groups?.['quoted'] ?? groups?.['index'] ?? groups?.['name'] ?? '';
    if (Array.isArray(value) && groups?.['index'] === undefined) return value.find((entry: unknown) => isNamed(entry, key));
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }, root);
}

function isNamed(entry: unknown, name: string): boolean {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    ['OutputName', 'InputName', 'ChannelName', 'Name'].some((member) => Reflect.get(entry, member) === name)
  );
}
