/** One thing that is wrong with a request. */
export interface Problem {
  readonly path: string;
  /** What AWS's validators call the constraint. */
  readonly constraint: string;
  /** The value that breaks it: null for one that is missing, undefined for one that must not be printed. */
  readonly value?: unknown;
}

/** Collects what is wrong with a request while it is read. */
export class Problems {
  readonly #unreadable: string[] = [];
  readonly #found: Problem[] = [];

  /** The first value of a type that the service could not even read. */
  get unreadableValue(): string | undefined {
    return this.#unreadable[0];
  }

  get found(): readonly Problem[] {
    return this.#found;
  }

  unreadable(path: string, found: unknown, wanted: string): void {
    this.#unreadable.push(`${typeWord(found)} can not be converted to ${wanted}${path ? ` at '${path}'` : ''}`);
  }

  missing(path: string): void {
    this.#found.push({ path, constraint: 'Member must not be null', value: null });
  }

  /** AWS ignores what it does not know; here a misspelt member is an error. */
  unknown(path: string, structure: string): void {
    this.#found.push({ path, constraint: `${structure} has no such member` });
  }

  invalid(path: string, constraint: string): void {
    this.#found.push({ path, constraint });
  }

  /** A value that can be read and breaks a constraint; without a value when it is a secret. */
  broken(path: string, constraint: string, value: unknown): void {
    this.#found.push({ path, constraint, value });
  }
}

/** `parent.member` in the lower camel case in which AWS prints paths. */
export function memberPath(parent: string, member: string): string {
  return pathTo(parent, lowerCamel(member));
}

/** As `memberPath`, of a name that is in lower camel case already. */
export function pathTo(parent: string, printed: string): string {
  return parent === '' ? printed : `${parent}.${printed}`;
}

export function lowerCamel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
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
      return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
    case 'bigint':
      return 'NUMBER_VALUE';
    case 'boolean':
      return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
    default:
      return 'START_OBJECT';
  }
}
