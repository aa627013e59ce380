import type { Leaf } from './pattern-leaf.ts';
import { isObject } from './pattern-json.ts';

/** Which element of which array a leaf lies in, per array on its way. */
export type Membership = ReadonlyMap<number, number>;

/** A leaf of an event with the path that leads to it. */
export interface Field {
  readonly path: string;
  readonly leaf: Leaf;
  readonly membership: Membership;
}

export type Leaves = ReadonlyMap<string, readonly Field[]>;

/** All leaves of an event, by path. Elements of an array that are not objects stand under the array's own path. */
export function leavesOf(event: unknown): Leaves {
  const leaves = new Map<string, Field[]>();
  let arrays = 0;
  const visit = (value: unknown, path: string | undefined, membership: Membership): void => {
    if (Array.isArray(value)) {
      const array = (arrays += 1);
      value.forEach((element, index) => {
        const nested = typeof element === 'object' && element !== null;
        visit(element, path, nested ? new Map([...membership, [array, index]]) : membership);
      });
    } else if (isObject(value)) {
      for (const name of Object.keys(value)) visit(value[name], path === undefined ? name : `${path}.${name}`, membership);
    } else if (path !== undefined && (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')) {
      const field = { path, leaf: value, membership };
      const same = leaves.get(path);
      if (same === undefined) leaves.set(path, [field]);
      else same.push(field);
    }
  };
  visit(event, undefined, new Map());
  return leaves;
}

/** Both memberships together; undefined where they name different elements of one array. */
export function join(one: Membership, other: Membership): Membership | undefined {
  for (const [array, index] of other) {
    if (one.has(array) && one.get(array) !== index) return undefined;
  }
  return new Map([...one, ...other]);
}
