import { oneChangeQuery } from '../catalog/log-queries.ts';
import { reportKey } from '../catalog/keys.ts';
import { escapeHtml } from '../drift/html-text.ts';
import type { ColumnVerdict } from '../drift/verdict.ts';
import { score } from '../drift/words.ts';
import type { KnownDecision } from '../retraining/verdict-document.ts';
import { logsLink, objectLink, studioLink } from './console-links.ts';
import { nameOf, severity, type ModelState, type Row, type RunState } from './row.ts';
import { spark } from './spark.ts';
import { styleOf, type Theme } from './theme.ts';

/** A row with all that is shown of it. */
export interface Detailed {
  readonly row: Row;
  /** How many principals hold what meshloop granted on the link. */
  readonly principals: number;
  readonly decision?: KnownDecision;
  /** The newest package of the model. */
  readonly newest?: { readonly version: number; readonly approval: string };
}

export interface Page {
  readonly rows: readonly Detailed[];
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

export interface Surroundings {
  readonly theme: Theme;
  readonly region: string;
  readonly stage: string;
  readonly bucket: string;
  /** The function itself, which the console calls for another page. */
  readonly endpoint: string;
}

/** Columns that are drawn of each product. */
const drawn = 4;

/** HTML for a custom widget: no script, no frame, no form, as CloudWatch demands. Every name is escaped. */
export function draw(page: Page, around: Surroundings): string {
  const head = ['Product · model', 'Access', 'Data', 'Drift: baseline filled, current outlined', 'Model and run', 'Look'].map((title) => `<th scope="col">${title}</th>`).join('');
  const body = page.rows.map((detailed) => line(detailed, around)).join('');
  const nothing = page.total === 0 ? '<p>mesh.yml follows no product yet.</p>' : '';
  return `${styleOf(around.theme)}<div class="meshloop">${nothing}<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${paging(page, around)}</div>`;
}

function line(detailed: Detailed, around: Surroundings): string {
  const { row, principals } = detailed;
  const level = severity(row);
  const kind = level >= 4 ? 'bad' : level >= 1 ? 'wait' : 'good';
  const sign = { bad: '▲', wait: '◆', good: '●' }[kind];
  const cells = [
    `<span class="${kind}" title="${{ bad: 'needs a look', wait: 'under way or waiting', good: 'in order' }[kind]}">${sign}</span> ${escapeHtml(nameOf(row))}<br><span class="soft">${escapeHtml(row.subscription)}</span>`,
    principals === 0 ? '<span class="wait">nothing granted by meshloop</span>' : `<code>${escapeHtml(row.link)}</code><br><span class="soft">granted to ${principals}</span>`,
    data(row.model),
    drift(detailed),
    row.model === undefined ? '' : `${model(detailed)}<br>${run(row.model.run)}`,
    links(detailed, around),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function data(state: ModelState | undefined): string {
  if (state === undefined) return '<span class="soft">not profiled: no model</span>';
  if (state.profile === undefined) return '<span class="wait">no profile yet</span>';
  return `profiled ${moment(state.profile.readAt)}<br><span class="soft">${escapeHtml(state.profile.changeId)}</span>`;
}

function drift({ row, decision }: Detailed): string {
  if (row.model === undefined || row.model.profile === undefined) return '';
  const verdict = decision?.verdict;
  if (verdict === undefined || verdict === null) return `<span class="soft">${decision?.kind === 'train' ? 'no baseline yet: first training' : 'not compared'}</span>`;
  const kind = { drift: 'bad', possible: 'wait', none: 'good' }[verdict.level];
  const worst = verdict.columns.toSorted((a, b) => strength(b) - strength(a)).slice(0, drawn);
  const others = verdict.columns.length > worst.length ? `<span class="soft">and ${verdict.columns.length - worst.length} more</span>` : '';
  return `<span class="${kind}">${{ drift: 'drift', possible: 'possible drift', none: 'no drift' }[verdict.level]}</span><div class="columns">${worst.map(column).join('')}${others}</div>`;
}

function column(verdict: ColumnVerdict): string {
  const { name, threshold, drifted, distribution } = verdict;
  const numbers = `${score(verdict.score)} of ${score(threshold)}`;
  return `<span title="${escapeHtml(`${verdict.test}: ${numbers}`)}"><span class="${drifted ? 'bad' : 'soft'}">${escapeHtml(name)} ${numbers}</span>${spark(distribution)}</span>`;
}

/** What could not be tested comes last. */
function strength({ score: value, threshold }: ColumnVerdict): number {
  const share = value / threshold;
  return Number.isNaN(share) ? -1 : share;
}

function model({ newest }: Detailed): string {
  if (newest === undefined) return '<span class="wait">no model yet</span>';
  const words: Readonly<Record<string, string>> = { Approved: 'approved', Rejected: 'rejected', PendingManualApproval: 'waits for approval' };
  return `version ${newest.version} <span class="${newest.approval === 'Approved' ? 'good' : 'wait'}">${escapeHtml(words[newest.approval] ?? newest.approval)}</span>`;
}

function run({ status, since, why, executionArn }: RunState): string {
  const when = since === undefined ? '' : ` ${moment(since)}`;
  const name = executionArn === undefined ? '' : `<br><span class="soft">${escapeHtml(executionArn.slice(executionArn.lastIndexOf('/') + 1))}</span>`;
  switch (status) {
    case 'none':
      return '<span class="soft">no run yet</span>';
    case 'under way':
      return `<span class="wait">run under way since${when}</span>${name}`;
    case 'held':
      return `<span class="wait">run held: ${escapeHtml(why ?? '')}, until${when}</span>`;
    case 'Succeeded':
      return `<span class="good">run succeeded${when}</span>${name}`;
    case 'Covered':
    case 'Superseded':
      return `<span class="soft">last request ${status.toLowerCase()}${when}</span>${name}`;
    case 'Failed':
    case 'Gone':
    case 'Stopped':
      return `<span class="bad">run ${status.toLowerCase()}${when}</span>${name}`;
  }
}

function links({ row: { product, model: state }, decision }: Detailed, { region, stage, bucket }: Surroundings): string {
  const found: string[] = [];
  const changeId = state?.profile?.changeId;
  if (state !== undefined && changeId !== undefined) {
    if (decision?.verdict) found.push(link(objectLink(region, bucket, reportKey(product, state.name, changeId)), 'report'));
    if (state.run.executionArn !== undefined) found.push(link(studioLink(region), 'execution', `in SageMaker Studio: ${state.run.executionArn}`));
    found.push(link(logsLink(region, stage, oneChangeQuery(changeId)), 'log of this change'));
  }
  return found.join('<br>');
}

function link(href: string, text: string, title?: string): string {
  return `<a href="${escapeHtml(href)}" target="_blank" rel="noopener"${title === undefined ? '' : ` title="${escapeHtml(title)}"`}>${text}</a>`;
}

/** The element after a button says what the console does when it is pressed (CloudWatch user guide, "Interactivity in the custom widget"). */
function paging({ page, pages, total }: Page, { endpoint }: Surroundings): string {
  if (pages <= 1) return '';
  const to = (number: number, text: string) =>
    `<a class="btn">${text}</a><cwdb-action action="call" display="widget" endpoint="${escapeHtml(endpoint)}">{"page":${number}}</cwdb-action> `;
  return `<p>${page > 1 ? to(page - 1, 'Back') : ''}${page < pages ? to(page + 1, 'Next') : ''}<span class="soft">page ${page} of ${pages}, ${total} rows, the worst first</span></p>`;
}

function moment(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
