import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDeployment } from '../../scripts/deployment.ts';
import { startLoop, type Loop } from '../support/loop.ts';
import { barriers, openBrowser, openTab, picture } from './browser.ts';
import { visit, type Visit } from './visit.ts';

const pages = ['', 'timeline', 'products', 'reports', 'docs/runbook.md'];

let loop: Loop;
let seen: Visit;
let browser: Browser;

beforeAll(async () => {
  loop = await startLoop();
  await loop.clock.run();
  seen = await visit(loop, (await loadDeployment()).mesh);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await seen.close();
  await loop.close();
});

const focused = (page: Page) => page.evaluate<string>("document.activeElement?.textContent?.trim() ?? ''");

/** Presses a button of the page with the keyboard, and lets what follows pass. Answers what the visitor is told. */
async function pressKey(page: Page, name: string): Promise<string> {
  await page.locator(`[data-act=${name}]`).focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('#told.done, #told.failed');
  const told = (await page.textContent('#told')) ?? '';
  await loop.clock.run();
  return told;
}

describe('with the keyboard alone', () => {
  it('everything is reached in the order in which it is seen, and where one is can be seen', async () => {
    const { page, close } = await openTab(browser, seen.port, '');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('To the content');
    const met: string[] = [];
    for (let step = 0; step < 13; step++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
      met.push(await focused(page));
    }
    expect(met).toEqual([
      'Dashboard', 'Timeline', 'Products', 'Drift reports', 'Runbook',
      'Register and share', 'Register again: more rows', 'Register again: drift', 'Register again: new column',
      'Revoke the share', 'Share again', 'Break a grant', 'Reconcile now',
    ]);
    await page.reload();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await close();
  });

  it('a product is registered while the timeline is read: it follows by itself, and the keyboard keeps its place', async () => {
    const { page, complaints, close } = await openTab(browser, seen.port, 'timeline');
    expect(await pressKey(page, 'register')).toContain('with 1000 rows and shares it');
    await page.waitForSelector('.change .event:has-text("Retraining Finished")');
    expect(await page.textContent('#live')).not.toBe('');
    expect(await focused(page)).toBe('Register and share');
    // What led to it stands above it.
    expect(await page.locator('li:has(> .event:has-text("Data Product Changed")) > ol li .event:has-text("Data Product Linked")').count()).toBeGreaterThan(0);
    // Of several changes the newest is open; one that a visitor closed stays closed.
    expect(await page.locator('.change[open]').count()).toBe(1);
    await page.locator('.change summary').first().focus();
    await page.keyboard.press('Enter');
    const before = await page.locator('.change').first().getAttribute('id');
    await pressKey(page, 'reconcile');
    await page.waitForSelector('td:has-text("somebody asks for a reconcile")');
    expect(await page.locator(`[id="${before}"]`).getAttribute('open')).toBeNull();
    expect(complaints).toEqual([]);
    await picture(page, 'timeline');
    await close();
  });

  it('a refusal is told', async () => {
    const { page, close } = await openTab(browser, seen.port, 'products');
    expect(await pressKey(page, 'register')).toContain('AlreadyExistsException');
    expect(await page.getAttribute('#told', 'class')).toBe('failed');
    await close();
  });
});

describe('what the buttons lead to', () => {
  it('drift: a verdict, a report whose columns can be sorted, a second run', async () => {
    const { page, complaints, close } = await openTab(browser, seen.port, 'reports');
    await pressKey(page, 'drift');
    await page.waitForSelector('.level.drift');
    await page.click('a:has-text("Open the report")');
    await page.waitForSelector('h1:has-text("drift of credit_risk.applications")');
    const first = () => page.locator('main > .column').first().getAttribute('data-name');
    const worst = await first();
    await page.click('button[data-key=position]');
    expect([worst, await first()]).toEqual([expect.stringMatching(/amount|age/), 'status']);
    expect(complaints).toEqual([]);
    await picture(page, 'report');
    await close();
  });

  it('more rows and a new column: profiles, and a verdict that names the column', async () => {
    const { page, close } = await openTab(browser, seen.port, 'reports');
    expect(await pressKey(page, 'more-rows')).toContain('1500 rows');
    await pressKey(page, 'new-column');
    await page.waitForSelector('article:has-text("channel")');
    await close();
  });

  it('a broken grant and a withdrawn share: the products say so, until reconcile and central mend it', async () => {
    const { page, complaints, close } = await openTab(browser, seen.port, 'products');
    const readable = 'td:has-text("every table with domain = credit")';
    expect(await page.locator(readable).count()).toBe(1);
    await pressKey(page, 'break-grant');
    await page.waitForSelector(readable, { state: 'detached' });
    await pressKey(page, 'reconcile');
    await page.waitForSelector(readable);
    await pressKey(page, 'revoke');
    await page.waitForSelector('.good:has-text("applications")', { state: 'detached' });
    await pressKey(page, 'share');
    await page.waitForSelector('.good:has-text("applications")');
    expect(complaints).toEqual([]);
    await close();
  });

  it('the dashboard shows it: every widget, the custom one with the product, whose links lead to the console’s own pages', async () => {
    const { page, complaints, close } = await openTab(browser, seen.port, '');
    const frame = page.frameLocator('iframe');
    await frame.locator('td:has-text("credit_risk.applications")').first().waitFor();
    expect(await page.locator('.chart svg').count()).toBeGreaterThan(3);
    const links = await Promise.all((await frame.locator('a').all()).map((link) => link.getAttribute('href')));
    expect(links).toHaveLength(3);
    expect(await page.locator('.unknown').allTextContents()).toEqual([]);
    expect(links.filter((link) => !link?.startsWith('/_console/'))).toEqual([]);
    expect(complaints).toEqual([]);
    await picture(page, 'dashboard');
    await close();
  });
});

describe.each(pages)('the page /%s', (path) => {
  it.each([
    { scheme: 'light', width: 1280 },
    { scheme: 'dark', width: 1280 },
    { scheme: 'dark', width: 360 },
  ] as const)('is whole and free of barriers in $scheme at $width pixels', async (look) => {
    const { page, complaints, close } = await openTab(browser, seen.port, path, look);
    if (path === '') await page.frameLocator('iframe').locator('td').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
    const paper = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(paper).toBe(look.scheme === 'dark' ? 'rgb(20, 23, 26)' : 'rgb(245, 246, 248)');
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await picture(page, `${path.replaceAll(/\W/g, '-') || 'dashboard'}-${look.scheme}-${look.width}`);
    await close();
  });
});
