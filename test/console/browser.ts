import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumPath } from '../../scripts/console/chromium.ts';

export interface Look {
  readonly scheme?: 'light' | 'dark';
  /** Pixels. */
  readonly width?: number;
}

export interface Tab {
  readonly page: Page;
  /** What a page must not do: ask elsewhere, get an error, complain on its console. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('There is no Chromium: npm run check:console says how to get it.');
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return await chromium.launch({ executablePath, args });
}

/** A tab of a new, empty profile at a page of the console. */
export async function openTab(browser: Browser, port: number, path: string, { scheme = 'light', width = 1280 }: Look = {}): Promise<Tab> {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const origin = `http://127.0.0.1:${port}`;
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/_console/`)) complaints.push(`asks ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} of ${response.url()}`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${origin}/_console/${path}`);
  return { page, complaints, close: () => context.close() };
}

/** What axe finds wrong for people with a screen reader, a keyboard or poor sight: the rule and the elements. Frames are not looked into. */
export async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found: { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] } = await page.evaluate('axe.run(document, { iframes: false })');
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)}: ${failureSummary}`));
}

/** Keeps a picture of the whole page where the variable SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
