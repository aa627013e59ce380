import { html, type Html } from '../html.ts';
import type { Judged } from './read.ts';

const signs = { drift: '▲', possible: '◆', none: '●', first: '○' } as const;
const words = { drift: 'drift', possible: 'possible drift', none: 'no drift', first: 'nothing to compare with' } as const;

/** The level of a verdict as a sign and a word. */
export function levelOf({ decision: { verdict } }: Judged): Html {
  const level = verdict?.level ?? 'first';
  return html`<span class="level ${level}"><span aria-hidden="true">${signs[level]}</span> ${words[level]}</span>`;
}

/** What a verdict led to, in a few words. */
export function consequenceOf({ decision }: Judged): string {
  return decision.kind === 'train' ? `retraining: ${decision.reasons.join(', ')}` : decision.why;
}

export function reportLink({ report }: Judged, text: string): Html {
  return report === undefined ? html`` : html`<a href="report?key=${encodeURIComponent(report)}">${text}</a>`;
}
