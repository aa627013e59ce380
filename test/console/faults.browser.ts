import { writeFile } from 'node:fs/promises';
import { CreateDatabaseCommand, CreateTableCommand, GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { applyFaults } from '../../local/faults/index.ts';
import { loadDeployment } from '../../scripts/deployment.ts';
import { creditVersions, startLoop, type Loop, type Versions } from '../support/loop.ts';
import { openBrowser, openTab, picture, type Tab } from './browser.ts';
import { visit } from './visit.ts';

/** Something that goes wrong with the example's product, and what a visitor has to find out from the dashboard. */
interface Fault {
  readonly name: string;
  /** Before the product is registered, or before it is registered again. */
  readonly when: 'first' | 'again';
  readonly plant: (loop: Loop) => Promise<void> | void;
  /** `database.table`; the database alone where its link is what is wrong. */
  readonly product: string;
  readonly why: RegExp;
  readonly todo: RegExp;
  /** The alarm, which is on, and the section of the runbook to which it leads. */
  readonly alarm: string;
  readonly section: string;
}

const minute = 60_000;
const applications = 'credit_risk.applications';

const faults: readonly Fault[] = [
  {
    name: 'the name of the link is taken',
    when: 'first',
    plant: async (loop) => {
      const glue = new GlueClient(clientConfig(loop.cloud, await loop.people.session('consumer', 'platform-admin')));
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: loop.names.link } }));
    },
    product: 'credit_risk',
    why: /rl_credit_risk is a database of its own, not a link/,
    todo: /Choose another `link` in mesh\.yml/,
    alarm: 'sync-failed',
    section: 'sync-failed',
  },
  {
    name: 'the new file is no Parquet',
    when: 'again',
    plant: () => writeFile(versions.shifted.path, 'no Parquet'),
    product: applications,
    why: /profile query .* failed.*HIVE_BAD_DATA/,
    todo: /Athena cannot read the table as it is registered/,
    alarm: 'sync-failed',
    section: 'sync-failed',
  },
  {
    name: 'a role may no longer profile',
    when: 'again',
    plant: (loop) => forbid(loop, 'profile-data', 'sts:AssumeRole'),
    product: applications,
    why: /not authorized/,
    todo: /./,
    alarm: 'sync-failed',
    section: 'sync-failed',
  },
  {
    name: 'a run cannot register its model',
    when: 'again',
    plant: (loop) => forbid(loop, 'pipeline', 'sagemaker:CreateModelPackage'),
    product: applications,
    why: /Step Register failed/,
    todo: /npm run retrain -- --profile NAME credit-risk/,
    alarm: 'run-failed',
    section: 'run-failed',
  },
  {
    name: 'Glue throttles for ever',
    when: 'again',
    plant: (loop) => {
      applyFaults(loop.cloud, { faults: [{ kind: 'call', match: { service: 'glue', operation: 'GetTable', input: '"applications"', role: '*-reader-*' }, effect: { throttled: true } }] });
    },
    product: applications,
    why: /Rate exceeded|[Tt]hrottl/,
    todo: /./,
    alarm: 'dead-letters-profile-data',
    section: 'dead-letters',
  },
];

let browser: Browser;
let versions: Versions;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

/** The loop of the example, and what is registered in it: a product with a model, and one beside it that stays in order. */
async function play(fault?: Fault): Promise<{ loop: Loop; plantedAt: number }> {
  const loop = await startLoop();
  versions = await creditVersions(300);
  await loop.clock.run();
  let plantedAt = loop.clock.now();
  if (fault?.when === 'first') await fault.plant(loop);
  await loop.people.register(versions.first);
  await registerBeside(loop);
  if (fault?.when !== 'first') {
    await loop.clock.run();
    plantedAt = loop.clock.now();
    await fault?.plant(loop);
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();
  }
  await versions.dispose();
  // The alarms look once a minute, a link that cannot be seen is looked for again after two.
  await loop.clock.advance(4 * minute);
  return { loop, plantedAt };
}

async function registerBeside(loop: Loop): Promise<void> {
  const glue = new GlueClient(clientConfig(loop.cloud, await loop.people.session('central', 'data-steward')));
  const { database: DatabaseName, table } = loop.names;
  const { Table: { StorageDescriptor, TableType, Parameters } = {} } = await glue.send(new GetTableCommand({ DatabaseName, Name: table }));
  await glue.send(new CreateTableCommand({ DatabaseName, TableInput: { Name: 'payments', StorageDescriptor, TableType, Parameters } }));
}

/** Somebody of the consumer's account forbids a role of the stack something. */
async function forbid(loop: Loop, role: string, Action: string): Promise<void> {
  const iam = new IAMClient(clientConfig(loop.cloud, loop.names.accounts.consumer));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] });
  await iam.send(new PutRolePolicyCommand({ RoleName: `meshloop-${loop.names.stage}-${role}`, PolicyName: 'forbidden', PolicyDocument }));
}

/** Looks at the dashboard as a visitor would, for as long as the cloud lives. */
async function onDashboard(loop: Loop, look: (tab: Tab) => Promise<void>): Promise<void> {
  const seen = await visit(loop, (await loadDeployment()).mesh);
  const tab = await openTab(browser, seen.port, '?range=PT1H');
  try {
    await tab.page.frameLocator('iframe').locator('td').first().waitFor();
    await look(tab);
    expect(tab.complaints).toEqual([]);
  } finally {
    await tab.close();
    await seen.close();
    await loop.close();
  }
}

/** The rows under a title, by the heads of their columns. */
async function rowsUnder(page: Page, title: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const section = page.locator('section', { has: page.locator(`h2:has-text("${title}")`) });
  const heads = await section.locator('thead th').allInnerTexts();
  const rows = await section.locator('tbody tr').all();
  return await Promise.all(rows.map(async (row) => {
    const cells = await row.locator('td').allInnerTexts();
    return Object.fromEntries(heads.map((head, index) => [head, cells[index]?.trim() ?? '']));
  }));
}

/** `2026-11-22 09:42:24`, which is UTC: the end of that second. */
const momentOf = (text: string) => Date.parse(`${text.replace(' ', 'T')}.999Z`);

const productOf = (row: Readonly<Record<string, string>>) => [row['product.database'], row['product.table']].filter((part) => part !== '' && part !== undefined).join('.');

it('while all is well no alarm is on, and no problem needs a person', async () => {
  const { loop } = await play();
  await onDashboard(loop, async ({ page }) => {
    expect(await page.locator('.widget.alarm').innerText()).toContain('No alarm is on.');
    const problems = await rowsUnder(page, 'Problems');
    // What was tried again with success is told too, by its code.
    expect(problems.filter(({ code }) => code !== 'NotYetVisible')).toEqual([]);
    await picture(page, 'all-is-well');
  });
});

it.each(faults)('$name: which product, since when, why and what to do stand on the dashboard', async (fault) => {
  const { loop, plantedAt } = await play(fault);
  await onDashboard(loop, async ({ page }) => {
    const problems = await rowsUnder(page, 'Problems');
    const fresh = problems.filter(({ since = '' }) => momentOf(since) >= plantedAt && momentOf(since) <= loop.clock.now());
    const about = fresh.filter((row) => productOf(row) === fault.product);
    expect(about).toContainEqual(expect.objectContaining({ why: expect.stringMatching(fault.why), todo: expect.stringMatching(fault.todo) }));
    // The product beside it is not accused of what is wrong with this one.
    const accused = fault.product === applications ? fresh.map(productOf) : [];
    expect(accused).not.toContain('credit_risk.payments');

    const alarm = page.locator('.widget.alarm .ALARM', { hasText: `meshloop-dev-${fault.alarm} ` });
    const [, at = ''] = /since (\S+ \S+)/.exec(await alarm.innerText()) ?? [];
    expect(momentOf(at)).toBeGreaterThanOrEqual(plantedAt);
    await picture(page, fault.name.replaceAll(' ', '-'));
    await alarm.locator('a').click();
    await page.waitForURL(`**/_console/docs/runbook.md#${fault.section}`);
    expect(await page.locator(`#${fault.section}`).innerText()).toBe(fault.section);
  });
});
