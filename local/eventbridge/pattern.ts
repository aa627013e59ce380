import { compilePattern } from './pattern-compile.ts';
import type { Branch, FieldTest } from './pattern-compile.ts';
import { join, leavesOf, outsideOfArrays } from './pattern-event.ts';
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

export interface Matcher {
  /** Whether an event matches; with the event's leaves where several patterns look at one event. */
  (event: unknown, leaves?: Leaves): boolean;
  /** False where the event's source or detail-type alone settles it, as for most rules. */
  mayMatch(source: string, detailType: string): boolean;
}

/** The same for one pattern and many events. Throws InvalidPattern. */
export function prepare(pattern: unknown): Matcher {
  const branches = compilePattern(pattern).map((branch) => ({ branch, fields: orderFields(branch) }));
  const matches = (event: unknown, leaves = leavesOf(event)) =>
    isObject(event) && branches.some(({ fields }) => matchesFrom(fields, 0, leaves, outsideOfArrays));
  const mayMatch = (source: string, detailType: string) =>
    branches.some(({ branch }) => admits(branch, 'source', source) && admits(branch, 'detail-type', detailType));
  return Object.assign(matches, { mayMatch });
}

function admits(branch: Branch, name: string, leaf: string): boolean {
  const field = branch.get(name);
  return field === undefined || field.tests.some((test) => test(leaf));
}

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
  let isAbsent = true;
  for (const candidate of leaves.at(path)) {
    const joined = join(membership, candidate.membership);
    if (joined === undefined) continue;
    isAbsent = false;
    if (tests.some((test) => test(candidate.leaf)) && matchesFrom(fields, index + 1, leaves, joined)) return true;
  }
  return isAbsent && mayBeAbsent && matchesFrom(fields, index + 1, leaves, membership);
}
