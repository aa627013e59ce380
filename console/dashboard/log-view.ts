import { html, type Html } from '../html.ts';
import type { LogView } from './body.ts';
import { bars, timeChart } from './chart.ts';
import type { Row } from './log-query.ts';
import type { Range } from './range.ts';

/** The answer to a log query as its widget asks for it. */
export function logView(rows: readonly Row[], view: LogView, range: Range): Html {
  if (rows.length === 0) return html`<p class="empty">Nothing found in this time.</p>`;
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const numeric = fields.filter((field) => rows.every((row) => row[field] === undefined || (row[field] !== '' && Number.isFinite(Number(row[field])))));
  const named = fields.filter((field) => !numeric.includes(field));
  const time = fields.find((field) => field.startsWith('bin(') || field === '@timestamp');
  const [measure] = numeric;
  if (view === 'timeSeries' && time !== undefined && measure !== undefined) return timeChart(seriesOf(rows, time, numeric, named), range, { lines: [], stacked: false, lowest: 0 });
  if ((view === 'bar' || view === 'pie') && measure !== undefined) return bars(rows.map((row) => ({ label: named.map((field) => row[field]).join(' · '), value: Number(row[measure] ?? 0) })));
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Rows"><table><thead><tr>${fields.map((field) => html`<th>${field}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${fields.map((field) => html`<td class="${widthOf(row[field] ?? '')}">${cell(field, row[field] ?? '')}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** One line for each measure and each group of the rows. */
function seriesOf(rows: readonly Row[], time: string, numeric: readonly string[], named: readonly string[]) {
  const groups = named.filter((field) => field !== time);
  return numeric.filter((field) => field !== time).flatMap((measure) =>
    [...Map.groupBy(rows, (row) => groups.map((field) => row[field]).join(' · '))].map(([name, of]) => ({
      label: name === '' ? measure : `${name} ${measure}`,
      points: of.map((row) => ({ at: Date.parse(`${row[time]?.replace(' ', 'T') ?? ''}Z`), value: Number(row[measure] ?? 0) })).toSorted((a, b) => a.at - b.at),
    })),
  );
}

/** Names and moments stand on one line; sentences get room. */
function widthOf(value: string): 'short' | 'long' | '' {
  if (value.length > 40 && value.includes(' ')) return 'long';
  return value.length <= 24 ? 'short' : '';
}

/** A change id leads to its events; a moment is shown in whole seconds. */
function cell(field: string, value: string): Html | string {
  if (/change/i.test(field) && value !== '') return html`<a href="timeline?change=${encodeURIComponent(value)}"><code>${value.slice(0, 16)}</code></a>`;
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d{3}Z?$/.test(value)) return html`<time title="${value}">${value.slice(0, 19).replace('T', ' ')}</time>`;
  return value;
}
