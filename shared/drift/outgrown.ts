import { extent } from './keys.ts';
import type { ColumnPair } from './matching.ts';
import type { ColumnProfile } from './profile.ts';
import { total } from './sum.ts';
import type { Finding } from './verdict.ts';
import { percent } from './words.ts';

/** From this share of the values in the coarse tails on, a grid says too little about a column. */
const tooMuch = 0.2;

/** Values far beyond those of the first registration fall into wide bins: differences among them could be missed, and that must not look like "no drift". */
export function outgrown({ baseline, current, onlyNulls }: ColumnPair): readonly Finding[] {
  if (onlyNulls !== undefined) return [];
  const share = Math.max(tailShare(baseline), tailShare(current));
  if (share < tooMuch) return [];
  return [{
    kind: 'outgrown', column: current.name,
    text: `Column ${current.name}: ${percent(share)} of the values are none of those for which its grid was made; anchor the column again`,
  }];
}

function tailShare({ grid, numbers, rest, unseen }: ColumnProfile): number {
  const all = numbers.reduce((sum, [, count]) => sum + count, 0) + rest;
  if (all === 0) return 0;
  // What was found often is compared by its value.
  if (grid.kind === 'values') return (rest - total(unseen.map(([, count]) => count))) / all;
  if (grid.kind !== 'bins') return 0;
  const { bins } = extent(grid.shape);
  return numbers.reduce((sum, [key, count]) => (key < 0 || key >= bins ? sum + count : sum), 0) / all;
}
