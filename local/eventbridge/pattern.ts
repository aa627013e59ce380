import { compilePattern } from './pattern-compile.ts';
import type { Branch, FieldTest } from './pattern-compile.ts';
import { join, leavesOf } from './pattern-event.ts';
import type { Leaves, Membership } from './pattern-event.ts';
import { isObject } from './pattern-json.ts';

export { InvalidPattern } from './pattern-invalid.ts';

/**
 * Whether an EventBridge rule with this pattern matches the event, as AWS's matcher (Event Ruler) decides.
 * Both are parsed JSON values. Throws InvalidPattern where AWS refuses the pattern, whatever the event.
 */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  return prepare(pattern)(event);
}

/** Whether an event matches; with a way to the event's leaves where several patterns look at one event. */
export type Matcher = (event: unknown, leaves?: () => Leaves) => boolean;

/** The same for one pattern and many events. Throws InvalidPattern. */
export function prepare(pattern: unknown): Matcher {
  const branches = compilePattern(pattern).map((branch) => ({ branch, fields: orderFields(branch) }));
  return (event, leaves = () => leavesOf(event)) => {
    if (!isObject(event)) return false;
    return branches.some(({ branch, fields }) => mayMatch(branch, event) && matchesFrom(fields, 0, leaves(), new Map()));
  };
}

/** False where the event's source or detail-type alone settles it, as for most rules: nothing else is looked at then. */
function mayMatch(branch: Branch, event: Record<string, unknown>): boolean {
  for (const name of SETTLING) {
    const field = branch.get(name);
    const leaf = event[name];
    if (field !== undefined && typeof leaf === 'string' && !field.tests.some((test) => test(leaf))) return false;
  }
  return true;
}

const SETTLING = ['source', 'detail-type'];

type Fields = readonly (readonly [string, FieldTest])[];

// In the order of names, as AWS's matcher visits them: `exists: false` looks only at the array elements chosen so far.
function orderFields(branch: Branch): Fields {
  return [...branch].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

// All matched leaves must be able to lie in the same elements of the arrays that they share.
function matchesFrom(fields: Fields, index: number, leaves: Leaves, membership: Membership): boolean {
  const field = fields[index];
  if (field === undefined) return true;
  const [path, { mayBeAbsent, tests }] = field;
  const reachable = (leaves.get(path) ?? []).flatMap((candidate) => {
    const joined = join(membership, candidate.membership);
    return joined === undefined ? [] : [{ leaf: candidate.leaf, joined }];
  });
  if (mayBeAbsent && reachable.length === 0) return matchesFrom(fields, index + 1, leaves, membership);
  return reachable.some(({ leaf, joined }) => tests.some((test) => test(leaf)) && matchesFrom(fields, index + 1, leaves, joined));
}
