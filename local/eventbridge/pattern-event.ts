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

/** All leaves of an event, by path. Elements of an array that are not objects stand under the array's own path. */
export function leavesOf(event: unknown): ReadonlyMap<string, readonly Field[]> {
  const fields: Field[] = [];
  let arrays = 0;
  const visit = (value: unknown, path: readonly string[], membership: Membership): void => {
    if (Array.isArray(value)) {
      const array = (arrays += 1);
      value.forEach((element, index) => {
        const nested = typeof element === 'object' && element !== null;
        visit(element, path, nested ? new Map([...membership, [array, index]]) : membership);
      });
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) visit(member, [...path, name], membership);
    } else if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      fields.push({ path: path.join('.'), leaf: value, membership });
    }
  };
  visit(event, [], new Map());
  return Map.groupBy(fields, (field) => field.path);
}

/** Both memberships together; undefined where they name different elements of one array. */
export function join(one: Membership, other: Membership): Membership | undefined {
  for (const [array, index] of other) {
    if (one.has(array) && one.get(array) !== index) return undefined;
  }
  return new Map([...one, ...other]);
}
