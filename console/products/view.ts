import { html, type Html } from '../html.ts';
import { consequenceOf, levelOf, reportLink } from '../reports/words.ts';
import { dateAndTime } from '../time.ts';
import type { LinkState, ModelState, SubscriptionState } from './read.ts';

/** Each subscription of mesh.yml: its links, who may read, and how its models stand. */
export function productsView(subscriptions: readonly SubscriptionState[]): Html {
  return html`${subscriptions.map((subscription) => html`<section aria-labelledby="product-${subscription.name}"><h2 id="product-${subscription.name}">${subscription.name}</h2>
<p class="facts">Follows ${subscription.wants}</p>
<h3>Links</h3>${linksView(subscription.links)}
<h3>Grants</h3>${rolesView(subscription)}
${subscription.models.map(modelView)}</section>`)}`;
}

function linksView(links: readonly LinkState[]): Html {
  if (links.length === 0) return html`<p class="empty">No link: central shares nothing that this follows.</p>`;
  return html`<ul class="plain">${links.map(({ name, target, tables, broken }) => html`<li><code>${name}</code> → <code>${target}</code>:
${broken === undefined ? html`<span class="good">● ${tables.join(', ')}</span>` : html`<span class="bad">▲ ${broken}</span>`}</li>`)}</ul>`;
}

function rolesView({ roles, links }: SubscriptionState): Html {
  const rows = roles.map(({ arn, grants }) => {
    const name = html`<th scope="row">${arn.slice(arn.lastIndexOf('/') + 1)}</th>`;
    if (grants.length > 0) return grants.map(({ on, permissions }) => html`<tr>${name}<td>${permissions.join(', ')}</td><td>${on}</td></tr>`);
    return html`<tr>${name}<td colspan="2" class="${links.length > 0 && 'bad'}">${links.length > 0 && '▲ '}no grant</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Grants"><table><thead><tr><th>Role</th><th>May</th><th>On</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function modelView(model: ModelState): Html {
  const { verdict, newest, running, held, waiting } = model;
  const run = running ? `a run since ${dateAndTime(running.since)}` : 'no run under way';
  return html`<h3>Model ${model.name} on ${model.table}</h3>
<dl><div><dt>Verdict</dt><dd>${verdict === undefined ? 'none yet' : html`${levelOf(verdict)} at ${dateAndTime(verdict.at)} · ${consequenceOf(verdict)} ${reportLink(verdict, 'report')}`}</dd></div>
<div><dt>Newest profile</dt><dd>${newest === undefined ? 'none yet' : html`read ${dateAndTime(newest.readAt)}, change <a href="timeline?change=${encodeURIComponent(newest.changeId)}"><code>${newest.changeId.slice(0, 8)}</code></a>`}</dd></div>
<div><dt>Runs</dt><dd>${model.paused && 'paused in mesh.yml; '}${run}${waiting > 0 && `, ${waiting} requested`}${held && `, held until ${dateAndTime(held.until)}: ${held.why}`}</dd></div>
<div><dt>Executions</dt><dd>${model.executions.length === 0 ? 'none' : html`<ul class="plain">${model.executions.map(({ name, status, at }) => html`<li><span class="${status === 'Failed' && 'bad'}">${status}</span> ${dateAndTime(at)} <code>${name}</code></li>`)}</ul>`}</dd></div>
<div><dt>Packages</dt><dd>${model.packages.length === 0 ? 'none' : html`<ul class="plain">${model.packages.map(({ version, approval, at }) => html`<li>${approval} ${dateAndTime(at)} version ${version}</li>`)}</ul>`}</dd></div></dl>`;
}
