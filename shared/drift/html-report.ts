import { classOf } from './column-class.ts';
import { picture } from './html-picture.ts';
import { script, style } from './html-page.ts';
import { escapeHtml } from './html-text.ts';
import type { ColumnVerdict, Distribution, Verdict } from './verdict.ts';
import { percent, score } from './words.ts';

export interface ReportOptions {
  readonly title?: string;
}

/** One self-contained page: no request leaves it, names and values are escaped. Columns come sorted by score and can be sorted otherwise. */
export function htmlReport(verdict: Verdict, { title = 'Drift report' }: ReportOptions = {}): string {
  const columns = verdict.columns.map((column, position) => ({ column, position })).toSorted((a, b) => Number(b.column.drifted) - Number(a.column.drifted) || rank(b.column) - rank(a.column));
  const { level, rows, preset, share } = verdict;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
<header class="${level}"><h1>${escapeHtml(title)}</h1><p class="verdict"><span class="sign" aria-hidden="true">${signs[level]}</span> ${escapeHtml(sentence(verdict))}</p>
<p class="facts">${count(rows.baseline)} rows in the baseline, ${count(rows.current)} now · ${percent(share)} of the columns drifted (by weight) · preset ${escapeHtml(preset)}</p>
${multivariate(verdict)}${findings(verdict)}</header>
<div class="bar"><p class="legend"><span><span class="key baseline"></span>baseline</span> <span><span class="key current"></span>current</span></p>
<p class="sort" hidden>Sort by <button data-key="score" aria-pressed="true">score</button> <button data-key="name" aria-pressed="false">name</button> <button data-key="nulls" aria-pressed="false">nulls</button> <button data-key="position" aria-pressed="false">position</button></p></div>
<main>${columns.map(({ column, position }) => section(column, position)).join('\n')}</main>
<footer>A column drifts when its score reaches the threshold (the mark in the middle of its scale); the reason says what else was looked at. Shares are of the values that are not null.</footer>
<script>${script}</script></body></html>
`;
}

const signs = { drift: '▲', possible: '◆', none: '●' } as const;
const words = { drift: 'drift', possible: 'possible', none: 'no drift' } as const;

function sentence({ level, columns, rows }: Verdict): string {
  const drifted = columns.filter((column) => column.drifted).toSorted((a, b) => rank(b) - rank(a)).map(({ name }) => shortened(name));
  const names = drifted.length > 5 ? `${drifted.slice(0, 5).join(', ')} and ${drifted.length - 5} more` : drifted.join(', ');
  const between = `between ${count(rows.baseline)} and ${count(rows.current)} rows`;
  const number = columns.length === 1 ? '1 column' : `${count(columns.length)} columns`;
  if (level === 'none') return `The data has not drifted${drifted.length === 0 ? '' : ` as a whole, though ${names} did`} (${number} compared ${between}).`;
  const what = level === 'drift' ? 'The data drifted' : 'The data may have drifted';
  return drifted.length === 0 ? `${what}: see below (${number} compared ${between}).` : `${what} in ${drifted.length} of ${number}: ${names}.`;
}

function shortened(name: string): string {
  const characters = Array.from(name);
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : name;
}

function multivariate({ multivariate: found }: Verdict): string {
  if (found === undefined) return '';
  return `<p class="facts">Relations between the columns: reconstruction error ${score(found.score)}, threshold ${score(found.threshold)}.</p>`;
}

function findings({ findings: found }: Verdict): string {
  return found.length === 0 ? '' : `<ul class="findings">${found.map(({ text }) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
}

function section(column: ColumnVerdict, position: number): string {
  const { level, name, distribution, nullShare, reason } = column;
  // The name is the heading already.
  const why = reason.startsWith(`${name}: `) ? reason.slice(name.length + 2) : reason;
  return `<section class="column ${level}" data-name="${escapeHtml(name)}" data-nulls="${nullShare.current}" data-position="${position}">
<div class="head"><h2>${escapeHtml(name)}</h2><span class="level"><span aria-hidden="true">${signs[level]}</span> ${words[level]}</span></div>
<p class="score">${escapeHtml(column.test)}${isPValue(column) ? ' p-value' : ''} <b>${score(column.score)}</b>, threshold ${score(column.threshold)}</p>${meter(column)}
<p class="why">${escapeHtml(why.charAt(0).toUpperCase() + why.slice(1))}</p>${picture(distribution, name, isOrdered(column))}
<details><summary>Numbers</summary>${facts(column)}${table(distribution)}</details></section>`;
}

/** How far the score is on the way to its threshold, which is in the middle. A p-value has no such way. */
function meter(column: ColumnVerdict): string {
  const { score: value, threshold } = column;
  const way = value / threshold / 2;
  if (Number.isNaN(way) || !(threshold > 0) || isPValue(column)) return '';
  return `<div class="meter" aria-hidden="true"><span style="width:${Math.round(Math.max(0, Math.min(1, way)) * 1000) / 10}%"></span><i></i></div>`;
}

/** Some tests have no score but the p-value. */
function isPValue({ score: value, pValue, test }: ColumnVerdict): boolean {
  return value === pValue && test !== 'psi';
}

function isOrdered({ type }: ColumnVerdict): boolean {
  return ['integer', 'fraction', 'date', 'timestamp'].includes(classOf(type));
}

function count(rows: number): string {
  return rows.toLocaleString('en-US');
}

/** What cannot be compared comes last, infinite distances first. */
function rank(column: ColumnVerdict): number {
  const { score: value } = column;
  if (Number.isNaN(value)) return -1;
  const certainty = isPValue(column) ? 1 - value : value;
  return certainty === Infinity ? Number.MAX_VALUE : certainty;
}

function facts({ pValue, adjustedPValue, noiseFloor, nullShare, unseenShare }: ColumnVerdict): string {
  const items = [
    ...(pValue === undefined ? [] : [`p-value ${pValue.toPrecision(3)}`]),
    ...(adjustedPValue === undefined ? [] : [`adjusted ${adjustedPValue.toPrecision(3)}`]),
    ...(noiseFloor === undefined ? [] : [`noise floor ${score(noiseFloor)}`]),
    `nulls ${percent(nullShare.baseline)} → ${percent(nullShare.current)}`,
    ...(unseenShare > 0 ? [`unknown values ${percent(unseenShare)}`] : []),
  ];
  return `<p>${items.join(' · ')}</p>`;
}

function table({ labels, baseline, current }: Distribution): string {
  const [n, m] = [sum(baseline), sum(current)];
  const rows = labels.map((label, i) => `<tr><th scope="row">${escapeHtml(label)}</th>${cells(baseline[i] ?? 0, n)}${cells(current[i] ?? 0, m)}</tr>`);
  if (labels.length === 0) return '';
  return `<div class="scroll"><table><thead><tr><th scope="col">values</th><th scope="col" colspan="2">baseline</th><th scope="col" colspan="2">current</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function cells(count: number, of: number): string {
  return `<td>${count}</td><td>${of === 0 ? '' : percent(count / of)}</td>`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
