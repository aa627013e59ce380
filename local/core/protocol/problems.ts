import { AwsError } from '../service.ts';
import type { ServiceDefinition } from './services.ts';

/** Collects what is wrong with a request, in the words of AWS's own validators. */
export class Problems {
  readonly #unreadable: string[] = [];
  readonly #invalid: string[] = [];

  /** The value has a type that the service could not even read. */
  unreadable(path: string, found: unknown, wanted: string): void {
    this.#unreadable.push(`${typeWord(found)} cannot be converted to ${wanted}${path ? ` at '${path}'` : ''}`);
  }

  missing(path: string): void {
    this.#invalid.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  }

  /** AWS ignores what it does not know; here a misspelt member is an error. */
  unknown(path: string, structure: string): void {
    this.#invalid.push(`Value at '${path}' failed to satisfy constraint: ${structure} has no such member`);
  }

  invalid(path: string, constraint: string): void {
    this.#invalid.push(`Value at '${path}' failed to satisfy constraint: ${constraint}`);
  }

  /** Throws the service's refusal when anything was wrong. */
  assertNone(definition: ServiceDefinition): void {
    const [first] = this.#unreadable;
    if (first !== undefined) {
      const code = definition.protocol === 'query' ? 'MalformedInput' : definition.id === 's3' ? 'MalformedXML' : 'SerializationException';
      throw new AwsError(code, first);
    }
    const count = this.#invalid.length;
    if (count > 0) {
      throw new AwsError(definition.invalid, `${count} validation error${count > 1 ? 's' : ''} detected: ${this.#invalid.join('; ')}`);
    }
  }
}

/** `parent.member` in the lower camel case in which AWS prints paths. */
export function memberPath(parent: string, member: string): string {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return parent ? `${parent}.${name}` : name;
}

/** The path of a list's item, counted from 1. */
export function itemPath(parent: string, index: number): string {
  return `${parent}.${index + 1}.member`;
}

function typeWord(value: unknown): string {
  if (value === null) return 'NULL_VALUE';
  if (Array.isArray(value)) return 'START_ARRAY';
  switch (typeof value) {
    case 'string':
      return 'STRING_VALUE';
    case 'number':
    case 'bigint':
      return 'NUMBER_VALUE';
    case 'boolean':
      return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
    default:
      return 'START_OBJECT';
  }
}
