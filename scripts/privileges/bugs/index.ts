import type { PrivilegeBug } from './bug.ts';
import { given } from './given.ts';
import { taken } from './taken.ts';

export type { PrivilegeBug } from './bug.ts';
export { planting } from './plant.ts';

export const privilegeBugs: readonly PrivilegeBug[] = [...taken, ...given];

/** Throws where there is none of the name. */
export function bugNamed(name: string): PrivilegeBug {
  const bug = privilegeBugs.find((each) => each.name === name);
  if (bug === undefined) throw new Error(`There is no bug "${name}". There are: ${privilegeBugs.map((each) => each.name).join(', ')}`);
  return bug;
}
