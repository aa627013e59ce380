import { html, type Html } from '../html.ts';
import { dateAndTime } from '../time.ts';
import type { Judged } from './read.ts';
import { consequenceOf, levelOf, reportLink } from './words.ts';

const shownReasons = 5;

/** Every verdict with its reasons, and a link to the page that shows the distributions. */
export function reportsView(verdicts: readonly Judged[]): Html {
  return html`<section aria-label="Verdicts">
${verdicts.length === 0 && html`<p class="empty">No data has been judged yet. A verdict comes when a product was registered and its settle window has ended.</p>`}
${verdicts.map(card)}</section>`;
}

function card(judged: Judged): Html {
  const { verdict } = judged.decision;
  const drifted = verdict?.columns.filter((column) => column.drifted) ?? [];
  const reasons = verdict?.reasons ?? [];
  return html`<article class="card"><h2>${judged.product} ${levelOf(judged)}</h2>
<p class="facts">Model ${judged.model} · judged ${dateAndTime(judged.at)} · ${consequenceOf(judged)} · change <a href="timeline?change=${encodeURIComponent(judged.changeId)}"><code>${judged.changeId.slice(0, 8)}</code></a></p>
${verdict !== null && html`<p>${drifted.length} of ${verdict.columns.length} columns drifted${drifted.length > 0 && `: ${drifted.map(({ name }) => name).join(', ')}`} (${verdict.rows.baseline} rows in the baseline, ${verdict.rows.current} now).</p>`}
${reasons.length > 0 && html`<ul>${reasons.slice(0, shownReasons).map((reason) => html`<li>${reason}</li>`)}</ul>`}
${judged.report !== undefined && html`<p>${reportLink(judged, 'Open the report')}</p>`}</article>`;
}
