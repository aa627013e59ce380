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
  const columns = verdict.columns.toSorted((a, b) => Number(b.drifted) - Number(a.drifted) || rank(b) - rank(a));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
<header><h1>${escapeHtml(title)}</h1><p class="verdict ${verdict.level}"><span class="sign" aria-hidden="true">${signs[verdict.level]}</span> ${escapeHtml(sentence(verdict))}</p>
<p class="legend"><span class="key baseline"></span> baseline (${verdict.rows.baseline} rows) <span class="key current"></span> current (${verdict.rows.current} rows)</p>
${findings(verdict)}
<p class="sort" hidden>Sort by <button data-key="score">score</button> <button data-key="name">name</button> <button data-key="nulls">nulls</button></p></header>
<main>${columns.map((column) => section(column)).join('\n')}</main>
<footer>Preset ${escapeHtml(verdict.preset)}. Share of drifted columns: ${percent(verdict.share)}.</footer>
<script>${script}</script></body></html>
`;
}

const signs = { drift: '▲', possible: '◆', none: '●' } as const;

function sentence({ level, columns, rows }: Verdict): string {
  const drifted = columns.filter((column) => column.drifted).map(({ name }) => name);
  const names = drifted.length > 5 ? `${drifted.slice(0, 5).join(', ')} and ${drifted.length - 5} more` : drifted.join(', ');
  const between = `between ${rows.baseline} and ${rows.current} rows`;
  if (level === 'none') return `The data has not drifted (${columns.length} columns compared ${between}).`;
  const what = level === 'drift' ? 'The data drifted' : 'The data may have drifted';
  return drifted.length === 0 ? `${what}: see below (${columns.length} columns compared ${between}).` : `${what} in ${drifted.length} of ${columns.length} columns: ${names}.`;
}

function findings({ findings: found }: Verdict): string {
  return found.length === 0 ? '' : `<ul class="findings">${found.map(({ text }) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
}

function section(column: ColumnVerdict): string {
  return `<section class="${column.level}" data-score="${rank(column)}" data-name="${escapeHtml(column.name)}" data-nulls="${column.nullShare.current}">
<h2><span class="sign" aria-hidden="true">${signs[column.level]}</span> ${escapeHtml(column.name)} <small>${escapeHtml(column.test)} ${score(column.score)} (threshold ${score(column.threshold)})</small></h2>
<p>${escapeHtml(column.reason)}</p>${picture(column.distribution, column.name)}
<details><summary>Numbers</summary>${facts(column)}${table(column.distribution)}</details></section>`;
}

/** What cannot be compared comes last, infinite distances first. */
function rank({ score: value, pValue, test }: ColumnVerdict): number {
  if (Number.isNaN(value)) return -1;
  const certainty = pValue === value && test !== 'psi' ? 1 - value : value;
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
  return `<table><thead><tr><th scope="col">bin</th><th scope="col" colspan="2">baseline</th><th scope="col" colspan="2">current</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function cells(count: number, of: number): string {
  return `<td>${count}</td><td>${of === 0 ? '' : percent(count / of)}</td>`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
