import { describe, expect, it } from 'vitest';
import { catchBug } from '../../scripts/privileges/bugs/catch.ts';
import { privilegeBugs } from '../../scripts/privileges/bugs/index.ts';
import { deployedPolicies } from '../../scripts/privileges/deployed.ts';

const { statements } = await deployedPolicies();
const ofRoles = privilegeBugs.filter(({ policy }) => policy === 'identity');

it('each role has something planted that it lacks, and something that it has too much', () => {
  const roles = new Set(statements.filter(({ policy }) => policy === 'identity').map(({ owner }) => owner));
  const planted = (taken: boolean) => new Set(ofRoles.filter(({ name }) => name.includes('-without-') === taken).map(({ owner }) => owner));
  expect(planted(true)).toEqual(roles);
  expect(planted(false)).toEqual(roles);
});

it('each bug has a name of its own, and fits a statement', () => {
  const names = privilegeBugs.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(ofRoles.filter((bug) => !statements.some((each) => each.policy === 'identity' && each.owner === bug.owner && each.id === bug.statement))).toEqual([]);
});

describe('is told by reading the templates', () => {
  it.each(privilegeBugs.filter(({ scenario }) => scenario === undefined).map((bug) => [bug.says, bug] as const))('%s', async (_says, bug) => {
    expect((await catchBug(bug))?.line).toContain(bug.told);
  });
});
