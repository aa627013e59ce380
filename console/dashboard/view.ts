import { html, type Html } from '../html.ts';
import type { Place } from '../place.ts';
import { alarmView, readAlarms } from './alarms.ts';
import type { Dashboard, Placed, Widget } from './body.ts';
import { bars, numbers, timeChart, valueTable } from './chart.ts';
import { unit } from './custom.ts';
import { readQuery, runQuery } from './log-query.ts';
import { logView } from './log-view.ts';
import { markdown } from './markdown.ts';
import { rangeOf, ranges, type Range, type RangeName } from './range.ts';
import { readSeries } from './series.ts';

/** The dashboard as CloudWatch shows it, from the local cloud's metrics and logs. */
export async function dashboardView(place: Place, name: string, { widgets }: Dashboard, chosen: RangeName): Promise<Html> {
  const range = rangeOf(chosen, place.cloud.clock.now());
  const drawn = await Promise.all(widgets.map(async (placed, index) => card(placed, index, await content(place, placed, index, range, chosen))));
  return html`<nav class="ranges" aria-label="Time range">${Object.entries(ranges).map(([each, label]) => html`<a href="?range=${each}"${each === chosen && html` aria-current="true"`}>${label}</a>`)}</nav>
<p class="facts">Dashboard <code>${name}</code> as deployed, from the local cloud’s metrics, logs and alarms.</p>
<div class="grid">${drawn}</div>`;
}

function card({ width, widget }: Placed, index: number, inside: Html): Html {
  const title = 'title' in widget ? widget.title : '';
  return html`<section class="widget ${widget.kind} w${Math.min(24, Math.max(1, Math.round(width)))}" ${title !== '' && html`aria-labelledby="widget-${index}"`}>${title !== '' && html`<h2 id="widget-${index}">${title}</h2>`}${inside}</section>`;
}

/** What cannot be had is said in the widget's place, and holds up no other. */
async function content(place: Place, placed: Placed, index: number, range: Range, chosen: RangeName): Promise<Html> {
  try {
    return await drawn(place, placed, index, range, chosen);
  } catch (error) {
    return html`<p class="unknown">${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</p>`;
  }
}

async function drawn(place: Place, { widget, height }: Placed, index: number, range: Range, chosen: RangeName): Promise<Html> {
  switch (widget.kind) {
    case 'metric':
      return await metric(place, widget, range);
    case 'log':
      return logView(await runQuery(place, readQuery(widget.query), range), widget.view, range);
    case 'text':
      return markdown(widget.markdown);
    case 'alarm':
      return alarmView(await readAlarms(place, widget.arns));
    case 'custom':
      // The script fills in the address, with the visitor's theme.
      return html`<iframe id="frame-${index}" title="${widget.title || 'Custom widget'}" data-src="widget?index=${index}&range=${chosen}" height="${Math.round(height * unit.height)}" data-height="${Math.round(height * unit.height)}"></iframe>`;
    case 'unknown':
      return html`<p class="unknown">${widget.why}</p>`;
  }
}

async function metric(place: Place, widget: Extract<Widget, { kind: 'metric' }>, range: Range): Promise<Html> {
  const series = await readSeries(place, widget, range);
  const latest = series.map(({ label, points }) => ({ label, value: points.at(-1)?.value ?? 0 }));
  switch (widget.view) {
    case 'timeSeries':
      return timeChart(series, range, { lines: widget.lines, stacked: widget.stacked, lowest: widget.from, unit: widget.unit });
    case 'singleValue':
      return numbers(series);
    case 'bar':
    case 'pie':
      return bars(latest);
    case 'table':
      return valueTable(series);
  }
}
