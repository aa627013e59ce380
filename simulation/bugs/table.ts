import type { Bug } from './bug.ts';

/** The first seed whose story breaks with a bug in the functions. */
export interface Found {
  readonly bug: Bug;
  readonly seed: number;
  readonly invariant: string;
  readonly report: string;
}

/** A page of Markdown: every bug with the invariant that catches it and the shortest story. */
export function bugTable(found: readonly Found[], seeds: number): string {
  const rows = found.map(({ bug, invariant, seed }) => `| [\`${bug.name}\`](#${bug.name}) | ${bug.says} | ${invariant} | ${seed} |`);
  const stories = found.map(({ bug, report }) => [`## ${bug.name}`, '', `${bug.says} (\`${bug.file}\`)`, '', '```', report, '```', ''].join('\n'));
  return [
    '# Bugs that the simulation finds',
    '',
    '<!-- Written by `npm run simulate -- --bug all --record docs/simulation-bugs.md`. -->',
    '',
    `Each is planted into the functions, one at a time; then the stories of the seeds from 1 to ${seeds} are played until one fails.`,
    'The seed is the first that does, the story what is left of it after shrinking.',
    '',
    '| bug | what is wrong | invariant that catches it | seed |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...stories,
  ].join('\n');
}
