import { AwsError } from '../service.ts';
import type { Problem, Problems } from './problems.ts';
import type { ServiceDefinition } from './services.ts';

/** How a service refuses a request that breaks its model: all that is wrong in one message, in the words of AWS's own validators. */
export function refusal(definition: ServiceDefinition, problems: Problems): AwsError {
  const { unreadableValue, found } = problems;
  if (unreadableValue !== undefined)
    return new AwsError(definition.protocol === 'query' ? 'MalformedInput' : 'SerializationException', unreadableValue);
  const texts = found.map((problem) => text(problem, definition.silentOnValues ?? false));
  const message = `${found.length} validation error${found.length > 1 ? 's' : ''} detected: ${texts.join('; ')}`;
  return new AwsError(definition.invalid, message, 400, definition.invalidMembers);
}

function text({ path, constraint, value }: Problem, silent: boolean): string {
  const printed = silent ? undefined : printedValue(value);
  return `Value${printed === undefined ? '' : ` ${printed}`} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/**
 * A value as Java prints it. Structures are left out, as AWS does with what it deems a secret: they may carry data, and
 * their printed form is the form of classes inside the service.
 */
function printedValue(value: unknown): string | undefined {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.every(isScalar) ? `'[${value.map(String).join(', ')}]'` : undefined;
  if (isScalar(value)) return `'${String(value)}'`;
  if (typeof value !== 'object' || value instanceof Uint8Array) return undefined;
  const entries = Object.entries(value);
  return entries.every(([, item]) => isScalar(item)) ? `'{${entries.map(([key, item]) => `${key}=${String(item)}`).join(', ')}}'` : undefined;
}

function isScalar(value: unknown): value is string | number | boolean | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
}
