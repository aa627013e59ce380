import type { Dice } from '../core/dice.ts';
import { isRecord } from '../core/protocol/shape.ts';
import type { Member, Shape, Structure } from '../core/protocol/shape.ts';
import { StackError } from './stack-error.ts';
import { asText } from './text-value.ts';

/**
 * A template's value in the form of an API's input. CloudFormation turns numbers and booleans written as text into what the API wants;
 * a member that the API does not know would get lost in the SDK, so it is refused here.
 */
export function fit(shape: Shape, value: unknown, path: string, dice: Dice): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return fitStructure(shape, value, path, dice);
    case 'list':
      if (!Array.isArray(value)) throw mismatch(path, 'a list', value);
      return value.map((item, index) => fit(shape.item.shape, item, `${path}/${index}`, dice));
    case 'map':
      if (!isRecord(value)) throw mismatch(path, 'an object', value);
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fit(shape.value.shape, item, `${path}/${key}`, dice)]));
    case 'string':
      if (typeof value === 'object') throw mismatch(path, 'text', value);
      return asText(value);
    case 'number':
      if (value === '' || typeof value === 'boolean' || Number.isNaN(Number(value))) throw mismatch(path, 'a number', value);
      return Number(value);
    case 'boolean':
      if (value !== true && value !== false && value !== 'true' && value !== 'false') throw mismatch(path, 'true or false', value);
      return value === true || value === 'true';
    case 'timestamp':
      return new Date(asText(value));
    default:
      return value;
  }
}

function fitStructure(shape: Structure, value: unknown, path: string, dice: Dice): Record<string, unknown> {
  if (!isRecord(value)) throw mismatch(path, 'an object', value);
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  const fitted = given.map(([name, member]) => {
    const known = shape.byName.get(name);
    if (!known) throw new StackError(`${path}/${name} is unknown: ${shape.name} has no such member`);
    return [name, fit(known.shape, member, `${path}/${name}`, dice)] as const;
  });
  // The SDK would draw idempotency tokens from the machine's own randomness.
  const tokens = shape.members
    .filter((member) => isToken(member) && value[member.name] === undefined)
    .map(({ name }) => [name, dice.uuid()] as const);
  return Object.fromEntries([...fitted, ...tokens]);
}

function isToken({ traits }: Member): boolean {
  return traits['idempotencyToken'] === 1;
}

function mismatch(path: string, wanted: string, value: unknown): StackError {
  return new StackError(`${path} must be ${wanted}, not ${JSON.stringify(value)}`);
}
