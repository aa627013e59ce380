import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudWatchClient, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { readBody } from './dashboard/body.ts';
import { customPage } from './dashboard/custom.ts';
import { markdown } from './dashboard/markdown.ts';
import { rangeName, rangeOf } from './dashboard/range.ts';
import { dashboardView } from './dashboard/view.ts';
import { readText } from './documents.ts';
import { html, type Html } from './html.ts';
import { page, plain, reportPolicy, widgetPolicy, type Answer } from './http/answer.ts';
import type { Place } from './place.ts';
import type { Action } from './producer/actions.ts';
import { readProducts } from './products/read.ts';
import { productsView } from './products/view.ts';
import { isReport, readVerdicts } from './reports/read.ts';
import { reportsView } from './reports/view.ts';
import { pages, shell } from './shell.ts';
import { changesOf } from './timeline/changes.ts';
import type { TimelineRecord } from './timeline/record.ts';
import { timelineView } from './timeline/view.ts';

export interface Room {
  readonly place: Place;
  readonly record: TimelineRecord;
  readonly actions: readonly Action[];
}

type Query = URLSearchParams;

const root = join(import.meta.dirname, '..');
const assets: Readonly<Record<string, string>> = { 'console.css': 'text/css; charset=utf-8', 'console.js': 'text/javascript; charset=utf-8', 'icon.svg': 'image/svg+xml' };

/** Answers a GET below the console. */
export async function answer(room: Room, path: string, query: Query): Promise<Answer> {
  const type = Object.hasOwn(assets, path) ? assets[path] : undefined;
  if (type !== undefined) return { status: 200, type, body: await readFile(join(import.meta.dirname, 'assets', path)) };
  const document = /^docs\/([\w-]+\.md)$/.exec(path)?.[1];
  if (document !== undefined) return await documentPage(room, path, document);
  switch (path) {
    case '':
      return inShell(room, path, await dashboard(room, query));
    case 'timeline':
      return inShell(room, path, timelineView(changesOf(room.record.entries), room.record.entries, room.place.names.accounts, query.get('change') ?? undefined));
    case 'products':
      return inShell(room, path, productsView(await readProducts(room.place)));
    case 'reports':
      return inShell(room, path, reportsView(await readVerdicts(room.place)));
    case 'report':
      return await report(room.place, query.get('key') ?? '');
    case 'widget':
      return await widget(room.place, query);
    default:
      return notFound(room, path);
  }
}

function inShell({ place, actions }: Room, path: string, main: Html, status = 200): Answer {
  const title = Object.entries(pages).find(([each]) => each === path)?.[1] ?? 'Not found';
  return page(shell({ title, path, now: place.cloud.clock.now(), actions }, main), status);
}

function notFound(room: Room, path: string): Answer {
  return inShell(room, path, html`<p>The console has no page <code>${path}</code>.</p>`, 404);
}

function dashboardName({ names }: Place): string {
  return `meshloop-${names.stage}`;
}

async function readDashboard(place: Place) {
  const client = new CloudWatchClient(await place.asAdministrator());
  const { DashboardBody = '' } = await client.send(new GetDashboardCommand({ DashboardName: dashboardName(place) }));
  return readBody(DashboardBody);
}

async function dashboard({ place }: Room, query: Query): Promise<Html> {
  const body = await readDashboard(place);
  return await dashboardView(place, dashboardName(place), body, rangeName(query.get('range'), body.start));
}

/** What the function of a custom widget answers. */
async function widget(place: Place, query: Query): Promise<Answer> {
  const body = await readDashboard(place);
  const index = Number(query.get('index') ?? NaN);
  const placed = body.widgets[index];
  if (placed?.widget.kind !== 'custom') return plain(404, 'The dashboard has no custom widget of this number.');
  const range = rangeOf(rangeName(query.get('range'), body.start), place.cloud.clock.now());
  const theme = query.get('theme') === 'dark' ? 'dark' : 'light';
  const content = await customPage(place, placed.widget, { dashboard: dashboardName(place), index, width: placed.width, height: placed.height, range, theme });
  return { ...page(content), policy: widgetPolicy };
}

/** A drift report as it lies in the bucket, as a stranger's page: its own script sorts the columns. */
async function report(place: Place, key: string): Promise<Answer> {
  const text = isReport(key) ? await readText(place, key) : undefined;
  return text === undefined ? plain(404, 'There is no such report.') : { ...page({ text }), policy: reportPolicy };
}

async function documentPage(room: Room, path: string, name: string): Promise<Answer> {
  try {
    return inShell(room, path, html`<article class="prose">${markdown(await readFile(join(root, 'docs', name), 'utf8'))}</article>`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return notFound(room, path);
    throw error;
  }
}
