import type { Accounts } from '../../local/scenario/accounts.ts';
import { html, type Html } from '../html.ts';
import { duration, timeOf } from '../time.ts';
import type { Change, Node } from './changes.ts';
import type { Entry } from './record.ts';

const shownChanges = 30;
const shownLines = 200;

/** Every change with what led to what, and all that happened, the newest first. */
export function timelineView(changes: readonly Change[], entries: readonly Entry[], accounts: Accounts, chosen?: string): Html {
  const shown = chosen === undefined ? changes.slice(0, shownChanges) : changes.filter(({ id }) => id === chosen);
  const lines = entries.filter(({ quiet }) => !quiet).slice(-shownLines).toReversed();
  return html`<section aria-labelledby="changes"><h2 id="changes">Changes</h2>
<p class="hint">Each change of a product with everything that followed: what an event led to stands below it, and how long that took. AWS’s own events name no cause.</p>
${chosen !== undefined && html`<p><a href="timeline">All changes</a></p>`}
${shown.length === 0 && html`<p class="empty">${chosen === undefined ? 'Nothing has changed yet. Play the producer to begin.' : `No event with the change id ${chosen} is remembered.`}</p>`}
${shown.map((change, index) => changeView(change, accounts, chosen !== undefined || index === 0))}
${chosen === undefined && changes.length > shownChanges && html`<p class="hint">${changes.length - shownChanges} older changes are not shown.</p>`}
</section>
${chosen === undefined && html`<section aria-labelledby="all"><h2 id="all">Everything, as it happens</h2>
<div class="scroll" tabindex="0" role="group" aria-label="Lines"><table><thead><tr><th>Time</th><th>Account</th><th>What happened</th><th>Change</th></tr></thead>
<tbody>${lines.map((line) => row(line, accounts))}</tbody></table></div></section>`}`;
}

function changeView(change: Change, accounts: Accounts, open: boolean): Html {
  return html`<details class="change" id="change-${change.id}"${open && html` open`}><summary><span class="product">${change.product}</span>
<span class="last">${change.last.text.replace(` ${change.product}`, '')}</span>
<span class="facts">${timeOf(change.began)} · ${change.events} event${change.events === 1 ? '' : 's'} in ${duration(change.ended - change.began)}</span></summary>
<p class="facts">Change id <a href="timeline?change=${encodeURIComponent(change.id)}"><code>${change.id}</code></a></p>
${tree(change.roots, accounts, change.product)}</details>`;
}

function tree(nodes: readonly Node[], accounts: Accounts, product: string, cause?: Entry): Html {
  const item = ({ entry, followed }: Node) => html`<li><span class="event ${entry.kind}">${timeOf(entry.at)} ${badge(entry)} <span class="what">${entry.text.replace(` ${product}`, '')}</span>
<span class="facts">${accountName(entry, accounts)}${cause !== undefined && ` · + ${duration(entry.at - cause.at)}`}</span></span>${followed.length > 0 && tree(followed, accounts, product, entry)}</li>`;
  return html`<ol class="tree">${nodes.map(item)}</ol>`;
}

function row(entry: Entry, accounts: Accounts): Html {
  return html`<tr class="${entry.kind}"><td>${timeOf(entry.at)}</td><td class="short">${accountName(entry, accounts)}</td><td>${badge(entry)} ${entry.text}</td>
<td class="short">${entry.changeId !== undefined && html`<a href="timeline?change=${encodeURIComponent(entry.changeId)}"><code>${entry.changeId.slice(0, 8)}</code></a>`}</td></tr>`;
}

const badges = { action: 'person', aws: 'AWS', mesh: 'meshloop', call: 'call', problem: 'problem' } as const;

function badge({ kind }: Entry): Html {
  return html`<span class="badge ${kind}">${badges[kind]}</span>`;
}

function accountName({ account }: Entry, accounts: Accounts): string {
  return Object.entries(accounts).find(([, id]) => id === account)?.[0] ?? account;
}
