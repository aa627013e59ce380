import type { Leaf } from './pattern-leaf.ts';
import { isObject } from './pattern-json.ts';

/** Which element of which array a leaf lies in, per array on its way. */
export type Membership = ReadonlyMap<readonly unknown[], number>;

/** A leaf of an event. */
export interface Field {
  readonly leaf: Leaf;
  readonly membership: Membership;
}

/** The leaves of one event. */
export interface Leaves {
  /** Those at a path, whose names are joined by dots. Elements of an array that are not objects stand under the array's own path. */
  at(path: string): readonly Field[];
}

export const outsideOfArrays: Membership = new Map();

/** Patterns look at few of an event's leaves: each is looked for when first asked for. */
export function leavesOf(event: unknown): Leaves {
  const known = new Map<string, readonly Field[]>();
  return {
    at(path) {
      let fields = known.get(path);
      if (fields === undefined) {
        const found: Field[] = [];
        find(event, path, outsideOfArrays, found);
        known.set(path, (fields = found));
      }
      return fields;
    },
  };
}

/** @param path what is left of the path; undefined at its end */
function find(value: unknown, path: string | undefined, membership: Membership, found: Field[]): void {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const nested = typeof element === 'object' && element !== null;
      find(element, path, nested ? new Map([...membership, [value, index]]) : membership, found);
    }
  } else if (isObject(value)) {
    if (path === undefined) return;
    // A name may have dots of its own.
    for (const name of Object.keys(value)) {
      if (name === path) find(value[name], undefined, membership, found);
      else if (path[name.length] === '.' && path.startsWith(name)) find(value[name], path.slice(name.length + 1), membership, found);
    }
  } else if (path === undefined && (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')) {
    found.push({ leaf: value, membership });
  }
}

/** Both memberships together; undefined where they name different elements of one array. */
export function join(one: Membership, other: Membership): Membership | undefined {
  if (other.size === 0) return one;
  for (const [array, index] of other) {
    if (one.has(array) && one.get(array) !== index) return undefined;
  }
  return new Map([...one, ...other]);
}
