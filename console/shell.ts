import { html, type Html } from './html.ts';
import { base } from './http/base.ts';
import type { Action } from './producer/actions.ts';
import { dateAndTime } from './time.ts';

export const pages = { '': 'Dashboard', timeline: 'Timeline', products: 'Products', reports: 'Drift reports', 'docs/runbook.md': 'Runbook' } as const;

export interface Shell {
  readonly title: string;
  /** The page's path below the console. */
  readonly path: string;
  /** The cloud's time, milliseconds since the epoch. */
  readonly now: number;
  readonly actions: readonly Action[];
}

const groups = { producer: 'Play the producer', trouble: 'Make trouble', consumer: 'Look after it' } as const;

/** The page around what changes: the script refreshes `main` alone. */
export function shell({ title, path, now, actions }: Shell, main: Html): Html {
  const link = ([to, name]: readonly [string, string]) => html`<a href="${base}${to}"${to === path && html` aria-current="page"`}>${name}</a>`;
  const button = ({ name, label, hint }: Action) => html`<button type="button" data-act="${name}" title="${hint}">${label}</button>`;
  const group = ([of, name]: readonly [string, string]) => html`<div role="group" aria-label="${name}"><span class="group">${name}</span>${actions.filter((action) => action.group === of).map(button)}</div>`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · meshloop local console</title>
<link rel="icon" href="${base}icon.svg"><link rel="stylesheet" href="${base}console.css"><script src="${base}console.js" defer></script></head>
<body><a class="skip" href="#main">To the content</a>
<header><p class="name">meshloop <span>local console</span></p><nav aria-label="Pages">${Object.entries(pages).map(link)}</nav></header>
<section class="play" aria-label="Buttons">${Object.entries(groups).map(group)}<p id="told" role="status"></p></section>
<section class="live" aria-label="Now"><span class="facts">Cloud time <time id="now">${dateAndTime(now)}</time></span> <span id="live" role="status" aria-live="polite"></span></section>
<main id="main" tabindex="-1"><h1>${title}</h1>${main}</main></body></html>
`;
}
