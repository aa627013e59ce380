import { escapeHtml } from './html-text.ts';
import type { Distribution } from './verdict.ts';

const [width, height] = [600, 120];

/** The two distributions over each other as shares: filled bars for the baseline, a line for the current data, so that they differ without colour too. */
export function picture({ labels, baseline, current }: Distribution, name: string): string {
  const [p, q] = [shares(baseline), shares(current)];
  const highest = Math.max(...p, ...q, 0);
  if (labels.length === 0 || highest === 0) return '<p class="empty">Nothing to draw.</p>';
  const slot = width / labels.length;
  const y = (share: number) => Math.round((height - (share / highest) * (height - 4)) * 10) / 10;
  const x = (i: number) => Math.round(i * slot * 10) / 10;
  const bars = p.map((share, i) => `<rect x="${x(i + 0.08)}" y="${y(share)}" width="${Math.round(slot * 8.4) / 10}" height="${Math.round((height - y(share)) * 10) / 10}"><title>${escapeHtml(labels[i] ?? '')}</title></rect>`);
  const line = q.map((share, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(share)}H${x(i + 1)}`).join('');
  const ends = `<text x="0" y="${height + 14}">${escapeHtml(labels[0] ?? '')}</text>${labels.length > 1 ? `<text x="${width}" y="${height + 14}" text-anchor="end">${escapeHtml(labels.at(-1) ?? '')}</text>` : ''}`;
  return `<svg viewBox="0 0 ${width} ${height + 18}" role="img" aria-label="Distribution of ${escapeHtml(name)} in the baseline and now">${bars.join('')}<path d="${line}"/>${ends}</svg>`;
}

function shares(counts: readonly number[]): readonly number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (all === 0 ? 0 : count / all));
}
