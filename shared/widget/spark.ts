import type { Distribution } from '../drift/verdict.ts';

const width = 120;
const height = 28;
/** Of more bars neighbours are joined: a small picture shows a shape. */
const mostBars = 40;

/**
 * The two distributions as a small picture: filled bars for the baseline, an outline for the current data, so that they differ
 * without colour too. Shapes only: which values they are stands in the report.
 */
export function spark({ baseline, current }: Distribution): string {
  const [before, now] = [shares(baseline), shares(current)];
  const highest = Math.max(...before, ...now);
  if (!(highest > 0)) return '';
  const slot = width / before.length;
  const y = (share: number) => round(height - (share / highest) * (height - 2));
  const bars = before.map((share, i) => `<rect x="${round(i * slot)}" y="${y(share)}" width="${round(slot * 0.9)}" height="${round(height - y(share))}"/>`);
  const outline = now.map((share, i) => `V${y(share)}H${round((i + 1) * slot)}`).join('');
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="baseline filled, current outlined">${bars.join('')}<path d="M0 ${height}${outline}V${height}"/></svg>`;
}

/** Of the whole, joined so that there are few. */
function shares(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const size = Math.ceil(counts.length / mostBars);
  const joined = Array.from({ length: Math.ceil(counts.length / size) }, (_, i) => counts.slice(i * size, (i + 1) * size).reduce((sum, count) => sum + count, 0));
  return joined.map((count) => (total === 0 ? 0 : count / total));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
