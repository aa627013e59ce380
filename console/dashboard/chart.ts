import { html, type Html } from '../html.ts';
import { dateAndTime } from '../time.ts';
import type { Line } from './body.ts';
import type { Range } from './range.ts';
import { roundAbove, short } from './scale.ts';
import type { Series } from './series.ts';

/** As many colours as a chart tells apart; further lines begin again with dashes. */
const colours = 8;

/** Lines over time. The picture is stretched to its place, so that its words stand around it. */
export function timeChart(series: readonly Series[], { from, to }: Range, { lines, stacked, lowest, unit = '' }: { readonly lines: readonly Line[]; readonly stacked: boolean; readonly lowest: number | undefined; readonly unit?: string }): Html {
  const present = series.filter(({ points }) => points.length > 0);
  if (present.length === 0) return html`<p class="empty">No data in this time.</p>`;
  // What is nought all the time would hide the rest, and says all there is to say in a word.
  const moving = present.filter(({ points }) => points.some(({ value }) => value !== 0));
  const drawn = moving.length > 0 ? moving : present.slice(0, 1);
  const still = present.length - moving.length;
  const shown = stacked ? stack(drawn) : drawn;
  const values = [...shown.flatMap(({ points }) => points.map(({ value }) => value)), ...lines.map(({ value }) => value)];
  const bottom = Math.min(lowest ?? 0, ...values);
  const top = bottom + roundAbove(Math.max(...values) - bottom);
  const x = (at: number) => round(Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100)));
  const y = (value: number) => round(100 - ((value - bottom) / (top - bottom)) * 100);
  const path = ({ points }: Series) => points.map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('');
  // A line of no length with round ends is a dot that is not stretched.
  const dots = ({ points }: Series) => points.map(({ at, value }) => `M${x(at)} ${y(value)}h0`).join('');
  return html`<div class="chart"><div class="scale" aria-hidden="true"><span>${short(top)}${unit && ` ${unit}`}</span><span>${short((top + bottom) / 2)}</span><span>${short(bottom)}</span></div>
<svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="${summary(drawn)}"><path class="rule" d="M0 0H100M0 50H100M0 100H100"/>${lines.map(({ value }) => html`<path class="limit" d="M0 ${y(value)}H100"/>`)}
${shown.map((each, index) => html`<path class="line c${index % colours}${index >= colours && ' dashed'}" d="${path(each)}"/><path class="dot c${index % colours}" d="${dots(each)}"/>`)}</svg>
<div class="axis" aria-hidden="true"><span>${dateAndTime(from).slice(5, 16)}</span><span>${dateAndTime((from + to) / 2).slice(11, 16)}</span><span>${dateAndTime(to).slice(11, 16)}</span></div></div>
${moving.length > 0 && html`<ul class="legend">${moving.map(({ label, points }, index) => html`<li><span class="key c${index % colours}"></span>${label} <b>${short(points.at(-1)?.value ?? 0)}</b></li>`)}
${lines.map(({ label, value }) => html`<li><span class="key limit"></span>${label} <b>${short(value)}</b></li>`)}</ul>`}
${notes(moving.length, still, series.length - present.length)}
<details><summary>Values</summary>${valueTable(present)}</details>`;
}

/** What is not drawn. */
function notes(moving: number, still: number, absent: number): Html {
  const told = [still > 0 && `${still} ${moving > 0 ? 'more ' : ''}at 0 all the time`, absent > 0 && `${absent} without data`].filter((note) => note !== false);
  return html`${told.length > 0 && html`<p class="hint">${told.join(', ')}.</p>`}`;
}

/** A bar for each, the longest first; zero has none. */
export function bars(values: readonly { readonly label: string; readonly value: number }[]): Html {
  const shown = values.toSorted((a, b) => b.value - a.value);
  const most = Math.max(...shown.map(({ value }) => value), 0);
  if (shown.length === 0) return html`<p class="empty">No data in this time.</p>`;
  return html`<ul class="bars">${shown.map(({ label, value }) => html`<li><span class="label">${label}</span><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="${most > 0 ? round((Math.max(0, value) / most) * 100) : 0}" height="10"/></svg><b>${short(value)}</b></li>`)}</ul>`;
}

/** The newest value of each, large. */
export function numbers(series: readonly Series[]): Html {
  return html`<ul class="numbers">${series.map(({ label, points }) => html`<li><b>${points.length === 0 ? '–' : short(points.at(-1)?.value ?? 0)}</b> <span>${label}</span></li>`)}</ul>`;
}

export function valueTable(series: readonly Series[]): Html {
  const rows = series.flatMap(({ label, points }) => points.map((point) => ({ label, ...point }))).toSorted((a, b) => b.at - a.at);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Values"><table><thead><tr><th>Time</th><th>Metric</th><th class="number">Value</th></tr></thead><tbody>${rows.map(({ label, at, value }) => html`<tr><td>${dateAndTime(at)}</td><td>${label}</td><td class="number">${short(value)}</td></tr>`)}</tbody></table></div>`;
}

function stack(series: readonly Series[]): readonly Series[] {
  const sums = new Map<number, number>();
  return series.map(({ label, points }) => ({
    label,
    points: points.map(({ at, value }) => {
      const sum = (sums.get(at) ?? 0) + value;
      sums.set(at, sum);
      return { at, value: sum };
    }),
  }));
}

function summary(series: readonly Series[]): string {
  return series.map(({ label, points }) => `${label}: ${short(points.at(-1)?.value ?? 0)}`).join(', ');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
