import type { PrivilegeBug } from './bug.ts';

export interface Caught {
  readonly bug: PrivilegeBug;
  readonly by: string;
  readonly line: string;
}

/** A page of Markdown: every bug with what tells it. */
export function bugTable(caught: readonly Caught[]): string {
  const rows = (of: readonly Caught[]) => of.map(({ bug, by, line }) => `| \`${bug.name}\` | ${bug.says} | ${by} | \`${line.replaceAll('|', '\\|')}\` |`);
  const head = ['| bug | what is wrong | told as | in these words |', '|---|---|---|---|'];
  const [played, read] = [caught.filter(({ bug }) => bug.scenario !== undefined), caught.filter(({ bug }) => bug.scenario === undefined)];
  return [
    '# Mistakes in policies that the privilege proof tells',
    '',
    '<!-- Written by `npm run privileges -- --bug all --record docs/privilege-bugs.md`. -->',
    '',
    'Each is planted into the packaged stacks, one at a time: in each role something that it needs is taken away, and something that nobody needs',
    'is given; each kind of policy that admits others admits too many.',
    '',
    '## Told by a scenario',
    '',
    'The scenario that needs the permission is played on the stacks with the bug, and the local cloud’s IAM refuses the call.',
    '',
    ...head,
    ...rows(played),
    '',
    '## Told by reading the templates',
    '',
    'What is too much stands out without a scenario ([fences](../scripts/privileges/fences/index.ts)); what services of AWS need by themselves is on a list with its',
    'source ([unseen.ts](../scripts/privileges/unseen.ts)).',
    '',
    ...head,
    ...rows(read),
    '',
    'Beside these, [privilege-mutants.test.ts](../test/packaging/privilege-mutants.test.ts) changes every statement by rule (another action, a resource more, each pattern left',
    'open at each of its names, each condition left out, another principal) and wants each change told.',
    '',
  ].join('\n');
}
