import type { Bug } from './bug.ts';

/** The first seed whose story breaks with a bug in the functions. */
export interface Found {
  readonly bug: Bug;
  readonly seed: number;
  /** Those that the shortest story breaks. */
  readonly invariants: readonly string[];
  readonly report: string;
}

/** A page of Markdown: every bug with the invariants that catch it and the shortest story, and every invariant with its bugs. */
export function bugTable(found: readonly Found[], seeds: number): string {
  const rows = found.map(({ bug, invariants, seed }) => `| [\`${bug.name}\`](#${bug.name}) | ${bug.says} | ${invariants.join(', ')} | ${seed} |`);
  const names = new Set(found.flatMap(({ invariants }) => invariants));
  const caught = [...names].toSorted().map((name) => `| ${name} | ${found.flatMap(({ bug, invariants }) => (invariants.includes(name) ? [`\`${bug.name}\``] : [])).join(', ')} |`);
  const stories = found.map(({ bug, report }) => [`## ${bug.name}`, '', `${bug.says} (\`${bug.file}\`)`, '', '```', report, '```', ''].join('\n'));
  return [
    '# Bugs that the simulation finds',
    '',
    '<!-- Written by `npm run simulate -- --bug all --record docs/simulation-bugs.md`. -->',
    '',
    `Each is planted into the functions, one at a time; then the stories of the seeds from 1 to ${seeds} are played until one fails.`,
    'The seed is the first that does, the story what is left of it after shrinking.',
    '',
    '| bug | what is wrong | invariants that the shortest story breaks | seed |',
    '|---|---|---|---|',
    ...rows,
    '',
    '| invariant | bugs that it catches |',
    '|---|---|',
    ...caught,
    '',
    ...stories,
  ].join('\n');
}
