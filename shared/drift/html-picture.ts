import { escapeHtml } from './html-text.ts';
import type { Distribution } from './verdict.ts';
import { percent } from './words.ts';

/** More values than this are drawn as one bar; the table of numbers has them all. */
const drawn = 12;

interface Bar {
  readonly label: string;
  readonly baseline: number;
  readonly current: number;
}

/**
 * The two distributions over each other as shares: filled bars for the baseline, an outline for the current data, so that they differ without colour
 * too. Numbers stand side by side in their order, values lie below each other with their names.
 */
export function picture(distribution: Distribution, name: string, isOrdered: boolean): string {
  const bars = shares(distribution);
  const highest = Math.max(0, ...bars.flatMap(({ baseline, current }) => [baseline, current]));
  if (highest === 0) return '<p class="empty">There is nothing to draw.</p>';
  const label = `Shares of ${escapeHtml(name)} in the baseline and now; the numbers are below`;
  return isOrdered ? histogram(bars, highest, label) : rows(most(bars), label);
}

function shares({ labels, baseline, current }: Distribution): readonly Bar[] {
  const [n, m] = [sum(baseline), sum(current)];
  return labels.map((label, i) => ({ label, baseline: n === 0 ? 0 : (baseline[i] ?? 0) / n, current: m === 0 ? 0 : (current[i] ?? 0) / m }));
}

function most(bars: readonly Bar[]): readonly Bar[] {
  if (bars.length <= drawn) return bars;
  const sorted = bars.toSorted((a, b) => Math.max(b.baseline, b.current) - Math.max(a.baseline, a.current));
  const rest = sorted.slice(drawn - 1);
  const both = { baseline: sum(rest.map(({ baseline }) => baseline)), current: sum(rest.map(({ current }) => current)) };
  return [...sorted.slice(0, drawn - 1), { label: `${rest.length} others`, ...both }];
}

const height = 100;

/** Stretches to the width there is; words stand beside it, so that they keep their size. */
function histogram(bars: readonly Bar[], highest: number, label: string): string {
  const slot = 1000 / bars.length;
  const y = (share: number) => round(height - (share / highest) * height);
  const x = (i: number) => round(i * slot);
  const gap = bars.length > 1 ? slot * 0.06 : 0;
  const rects = bars.map(({ baseline }, i) => `<rect x="${round(i * slot + gap)}" y="${y(baseline)}" width="${round(slot - 2 * gap)}" height="${round(height - y(baseline))}"/>`);
  const line = bars.map(({ current }, i) => `${i === 0 ? `M${x(0)} ${height}V` : 'V'}${y(current)}H${x(i + 1)}`).join('');
  // Whoever points at a bin reads it.
  const hints = bars.map((bar, i) => `<rect class="hint" x="${x(i)}" y="0" width="${round(slot)}" height="${height}"><title>${escapeHtml(`${bar.label}: baseline ${percent(bar.baseline)}, current ${percent(bar.current)}`)}</title></rect>`);
  const middle = bars.length > 4 ? `<span>${escapeHtml(bars[Math.floor(bars.length / 2)]?.label ?? '')}</span>` : '';
  const last = bars.length > 1 ? `<span>${escapeHtml(bars.at(-1)?.label ?? '')}</span>` : '';
  return `<div class="histogram"><span class="top">${percent(highest)}</span><svg viewBox="0 0 1000 ${height}" preserveAspectRatio="none" role="img" aria-label="${label}">${rects.join('')}<path d="${line}V${height}"/>${hints.join('')}</svg>
<p class="axis"><span>${escapeHtml(bars[0]?.label ?? '')}</span>${middle}${last}</p></div>`;
}

/** Of a hundred: what is 40 % long means 40 % of the rows in every picture. */
function rows(bars: readonly Bar[], label: string): string {
  const items = bars.map((bar) => `<span class="value" title="${escapeHtml(bar.label)}">${bar.label === '' ? '<i>(empty)</i>' : escapeHtml(bar.label)}</span><svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true"><rect class="track" x="0" y="0" width="1000" height="20"/><rect x="0" y="3" width="${round(bar.baseline * 1000)}" height="14"/><path d="M0 1H${round(bar.current * 1000)}V19H0"/></svg><span class="shares">${percent(bar.baseline)} → ${percent(bar.current)}</span>`);
  return `<div class="values" role="img" aria-label="${label}">${items.join('')}</div>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
