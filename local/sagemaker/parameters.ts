import type { Parameter } from '@aws-sdk/client-sagemaker';
import type { Definition } from './definition.ts';
import { validation } from './errors.ts';

/**
 * All parameters of an execution with their values as text: given, or by default.
 * Throws ValidationException for what does not fit the definition.
 */
export function executionParameters({ parameters }: Definition, given: readonly Parameter[]): readonly Parameter[] {
  const values = new Map(given.map(({ Name = '', Value = '' }) => [Name, Value]));
  if (given.length > 200) throw validation('PipelineParameters has more than 200 entries.');
  if (values.size < given.length) throw validation('PipelineParameters names a parameter twice.');
  const unknown = [...values.keys()].filter((name) => !parameters.has(name));
  if (unknown.length > 0) throw validation(`Parameter(s) [${unknown.join(', ')}] are not defined in the pipeline definition.`);
  return [...parameters.values()].map(({ name, type, defaultValue, allowed }) => {
    const value = values.get(name) ?? defaultValue;
    if (value === undefined) throw validation(`Parameter [${name}] has no default value and must be supplied.`);
    if (value.length > 1024) throw validation(`The value of parameter [${name}] is longer than 1024 characters.`);
    if (!isOfType(value, type)) throw validation(`The value of parameter [${name}] is not of type ${type}.`);
    if (allowed !== undefined && !allowed.includes(value))
      throw validation(`The value of parameter [${name}] is not one of ${allowed.join(', ')}.`);
    return { Name: name, Value: value };
  });
}

function isOfType(value: string, type: 'String' | 'Integer' | 'Float' | 'Boolean'): boolean {
  switch (type) {
    case 'Integer':
      return /^[+-]?\d+$/.test(value);
    case 'Float':
      return value.trim() !== '' && Number.isFinite(Number(value));
    case 'Boolean':
      return /^(true|false)$/i.test(value);
    case 'String':
      return true;
  }
}
