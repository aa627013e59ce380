import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Html, html } from '../html.ts';
import type { Place } from '../place.ts';
import type { Widget } from './body.ts';
import { withLocalLinks } from './console-links.ts';
import { markdown } from './markdown.ts';
import type { Range } from './range.ts';

export type Theme = 'light' | 'dark';

export interface Shown {
  readonly dashboard: string;
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly range: Range;
  readonly theme: Theme;
}

/** Pixels of a unit of the grid, about as in CloudWatch. */
export const unit = { width: 49, height: 61 } as const;

/**
 * Invokes a custom widget's function as a dashboard does and answers the page in its frame: HTML as it is, `{"markdown": …}` rendered, other
 * JSON as text (CloudWatch user guide, "Details about custom widgets"). Throws where the function cannot be invoked; its own failure is told.
 */
export async function customPage(place: Place, { endpoint, params, title }: Extract<Widget, { kind: 'custom' }>, shown: Shown): Promise<Html> {
  const payload = { ...(typeof params === 'object' && params !== null ? params : {}), widgetContext: contextOf(place, shown, title, params) };
  const client = new LambdaClient(await place.asAdministrator());
  const { Payload, FunctionError } = await client.send(new InvokeCommand({ FunctionName: endpoint, Payload: JSON.stringify(payload) }));
  const text = Payload === undefined ? 'null' : Buffer.from(Payload).toString('utf8');
  const answer: unknown = JSON.parse(text);
  if (FunctionError !== undefined) return frame(html`<p><b>The function of this widget failed.</b></p><pre>${text}</pre>`, shown.theme);
  return frame(contentOf(answer), shown.theme);
}

function contentOf(answer: unknown): Html {
  // A string of the function is HTML: no script runs in its frame (widgetPolicy).
  if (typeof answer === 'string') return new Html(withLocalLinks(answer));
  if (typeof answer === 'object' && answer !== null && 'markdown' in answer && typeof answer.markdown === 'string') return markdown(answer.markdown);
  return html`<pre>${JSON.stringify(answer, null, 2)}</pre>`;
}

function contextOf(place: Place, { dashboard, index, range, theme, width, height }: Shown, title: string, params: unknown) {
  const time = { start: range.from, end: range.to };
  return {
    dashboardName: dashboard,
    widgetId: `widget-${index}`,
    accountId: place.names.accounts.consumer,
    locale: 'en',
    timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
    period: 300,
    isAutoPeriod: true,
    timeRange: { mode: 'relative', ...time, relativeStart: range.to - range.from, zoom: time },
    theme,
    linkCharts: true,
    title,
    forms: { all: {} },
    params: params ?? {},
    width: width * unit.width,
    height: height * unit.height,
  };
}

/** The styles that CloudWatch gives widgets: words and links as around them. */
function frame(content: Html, theme: Theme): Html {
  const [ink, paper, link, line] = theme === 'dark' ? ['#e8eaed', '#1d2125', '#7cc0f2', '#343a41'] : ['#1c1f23', '#fff', '#005a94', '#dfe3e8'];
  const style = `:root{color-scheme:${theme}}body{font:14px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;color:${ink};background:${paper};margin:.6rem}a{color:${link}}table{border-collapse:collapse}td,th{padding:.2rem .5rem;text-align:left;border-bottom:1px solid ${line};vertical-align:top}`;
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><base target="_blank"><title>Custom widget</title><style>${new Html(style)}</style></head><body>${content}</body></html>`;
}
