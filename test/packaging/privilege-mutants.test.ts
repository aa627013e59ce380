import { describe, expect, it } from 'vitest';
import { globMatches } from '../../local/iam/glob.ts';
import { deployedPolicies } from '../../scripts/privileges/deployed.ts';
import { ofOthers, ofRole } from '../../scripts/privileges/fences/index.ts';
import { endsWith, judge } from '../../scripts/privileges/judge.ts';
import type { PolicyStatement } from '../../scripts/privileges/statements.ts';
import { unseen } from '../../scripts/privileges/unseen.ts';
import type { Use } from '../../scripts/privileges/uses.ts';

/** Mistakes by rule, in every statement of every policy: each has to be told by what reads the templates, or by the comparison with what was used. */
const policies = await deployedPolicies();
const { statements, mesh } = policies;
const own = statements.filter(({ policy }) => policy === 'identity');

/** As if the scenarios had used each action and each pattern, all but what AWS uses by itself; each pattern on two things. */
const uses: readonly Use[] = own.flatMap((statement) => {
  const seen = statement.actions.filter((action) => !isUnseen(statement, ({ actions }) => actions.includes(action)));
  const places = [...statement.resources.keys()].filter((place) => !isUnseen(statement, ({ resources }) => resources.some((ending) => endsWith(statement.resources[place] ?? '', ending))));
  const use = (action: string, resource: number, on: string): Use => ({ policy: 'identity', owner: `meshloop-dev-${statement.owner}`, statement: statement.id, action, resource, on, principal: '' });
  const [any = ''] = seen;
  return [...seen.map((action) => use(action, -1, '')), ...places.flatMap((place) => thingsOf(statement.resources[place] ?? '').map((on) => use(any, place, on)))];
});

const usesOf = Map.groupBy(uses, ({ owner }) => owner.replace('meshloop-dev-', ''));

function isUnseen({ owner, id }: PolicyStatement, has: (each: (typeof unseen)[number]) => boolean): boolean {
  return unseen.some((each) => (each.role ?? owner) === owner && each.statement === id && has(each));
}

function thingsOf(pattern: string): readonly string[] {
  const of = (name: string) => pattern.replace('${Bucket.Arn}', 'arn:aws:s3:::bucket').replaceAll('${AWS::', '${AWS.').replaceAll('*', name);
  return [of('one1'), of('two2')];
}

/** What is told of statements of one role. Each is judged by itself, whatever stands beside it. */
async function toldOf(role: readonly PolicyStatement[]): Promise<readonly string[]> {
  const owner = role[0]?.owner ?? '';
  const { unused, wide } = judge(role, [{ file: 'f', uses: usesOf.get(owner) ?? [], refusals: [] }], unseen, mesh);
  const fenced = await Promise.all(role.map(ofRole));
  return [...unused, ...wide, ...fenced.flat()];
}

interface Mutant {
  readonly what: string;
  readonly changed: PolicyStatement;
}

function tooMuch(of: PolicyStatement): readonly Mutant[] {
  const { actions, resources, condition } = of;
  const changed = (what: string, change: Partial<PolicyStatement>): Mutant => ({ what: `${of.id}: ${what}`, changed: { ...of, ...change } });
  const service = actions[0]?.split(':')[0] ?? '';
  return [
    changed('an action more', { actions: [...actions, 's3:DeleteObjectVersion'] }),
    changed('all actions of the service', { actions: [`${service}:*`] }),
    changed('a resource more', { resources: [...resources, '${Bucket.Arn}/planted/*'] }),
    ...resources.flatMap((resource, place) => [
      ...(resource === '*' ? [] : [changed(`* for ${resource}`, { resources: resources.with(place, '*') })]),
      ...above(resource).map((wide) => changed(`${wide} for ${resource}`, { resources: resources.with(place, wide) })),
    ]),
    ...(condition === '' ? [] : [changed('no condition', { condition: '' }), ...condition.split('; ').flatMap((_, index, all) => (all.length < 2 ? [] : [changed(`without ${all[index]}`, { condition: all.filter((each) => each !== all[index]).join('; ') })]))]),
  ];
}

/** The pattern with its last names left open, one by one, up to the whole service of the account. What a file ends in is no fence. */
function above(resource: string): readonly string[] {
  const parts = resource.replaceAll('${AWS::', '${AWS.').split(/(?<=[/:])/);
  const least = resource.startsWith('arn:') ? 5 : 1;
  return [...parts.keys()]
    .filter((end) => end >= least)
    .map((end) => `${parts.slice(0, end).join('')}*`.replaceAll('${AWS.', '${AWS::'))
    .filter((wide) => !globMatches(resource, wide) && !resource.startsWith(`${wide}.`));
}

const roles = Map.groupBy(own, ({ owner }) => owner);

describe('too much in a role’s own policies is told', () => {
  it.each([...roles])('%s', async (_role, role) => {
    expect(await toldOf(role)).toEqual([]);

    const mutants = role.flatMap(tooMuch);
    const untold: string[] = [];
    for (const { what, changed } of mutants) if ((await toldOf([changed])).length === 0) untold.push(what);
    const more: PolicyStatement = { policy: 'identity', owner: role[0]?.owner ?? '', id: 'Planted', effect: 'Allow', actions: ['s3:GetObject'], resources: ['${Bucket.Arn}/profiles/*'], principals: [], condition: '' };
    expect(await toldOf([more])).toEqual(expect.arrayContaining([expect.stringContaining('(Planted)')]));
    expect(untold).toEqual([]);
    expect(mutants.length).toBeGreaterThan(2 * role.length);
  });
});

describe('who is admitted beside those who must be, is told', () => {
  const others = statements.filter(({ policy, owner }) => policy !== 'identity' && owner !== 'ServerlessDeploymentBucket');
  const toldWith = (of: PolicyStatement, changed: readonly PolicyStatement[]) => ofOthers({ ...policies, statements: statements.flatMap((each) => (each === of ? changed : [each])) });

  it.each(others.map((each) => [`${each.owner}: ${each.policy} ${each.id}`, each] as const))('%s', (_name, of) => {
    const { principals, condition, actions } = of;
    const mutants: readonly [what: string, changed: readonly PolicyStatement[]][] = [
      ...(principals.includes('*') ? [] : everybody(of)),
      ['another account', [{ ...of, principals: [...principals, 'arn:aws:iam::555555555555:root'] }]],
      ['another service', [{ ...of, principals: [...principals, 'ec2.amazonaws.com'] }]],
      ['a statement more', [of, { ...of, id: 'Planted', effect: 'Allow', principals: ['arn:aws:iam::555555555555:root'] }]],
      ['another action', [{ ...of, actions: [...actions, 'sts:TagSession'] }]],
      ...condition.split('; ').flatMap((part): [string, PolicyStatement[]][] => {
        const rest = condition.split('; ').filter((each) => each !== part).join('; ');
        return part === '' ? [] : [[`without ${part}`, [{ ...of, condition: rest }]], [`any ${part}`, [{ ...of, condition: condition.replace(part, part.replace(/ = .*/, ' = *')) }]]];
      }),
    ];
    expect(toldWith(of, [of])).toEqual([]);
    expect(mutants.filter(([, changed]) => toldWith(of, changed).length === 0).map(([what]) => what)).toEqual([]);
  });
});

function everybody(of: PolicyStatement): [string, readonly PolicyStatement[]][] {
  return [['everybody', [{ ...of, principals: ['*'] }]]];
}
