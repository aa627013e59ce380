import { CreateDatabaseCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readQuery } from '../../console/dashboard/log-query.ts';
import { share } from '../support/databases.ts';
import { startLoop, type Loop } from '../support/loop.ts';
import { byAdmin, reconcile } from '../support/mesh-people.ts';
import { ask, dashboardOf, rowsOf, savedQueries, show, type Widget } from './ask.ts';

const more = 30;

let loop: Loop;
let widgets: readonly Widget[];

/** With many more products than a page holds. One is shared, and something that is not ours has the name of its link. */
beforeAll(async () => {
  loop = await startLoop({
    mesh: (mesh) => {
      const others = Array.from({ length: more }, (_, i) => mesh.subscriptions.map((subscription) => ({ ...subscription, name: `other-${i}`, database: `other_${i}`, link: undefined, models: [] }))).flat();
      return { ...mesh, subscriptions: [...mesh.subscriptions, ...others] };
    },
  });
  await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl_credit_risk' } }));
  await share(loop, 'credit_risk', 'applications');
  await loop.clock.run();
  await reconcile(loop);
  ({ widgets } = await dashboardOf(loop));
});
afterAll(() => loop.close());

describe('the dashboard', () => {
  test('places its widgets without overlap on 24 columns', () => {
    const overlaps = widgets.flatMap((a, i) => widgets.slice(i + 1).filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height));

    expect(widgets.length).toBeGreaterThan(15);
    expect(overlaps).toEqual([]);
    expect(widgets.filter(({ x, width }) => x + width > 24)).toEqual([]);
  });

  test('asks only for log groups that are there, in words that Logs Insights understands', async () => {
    const asked = [
      ...widgets.filter(({ type }) => type === 'log').map(({ properties }) => readQuery(z.string().parse(properties['query']))),
      ...(await savedQueries(loop)).map(({ logGroupNames: groups = [], queryString: text = '' }) => ({ groups, text })),
    ];

    expect(asked.length).toBeGreaterThan(10);
    for (const { groups, text } of asked) await rowsOf(loop, groups, text);
  });
});

describe('a problem', () => {
  const rowsIn = async (title: string) => {
    const found = widgets.find(({ properties }) => properties.title?.startsWith(title));
    const { groups, text } = readQuery(z.string().parse(found?.properties['query']));
    return await rowsOf(loop, groups, text);
  };

  test('is found with its product, since when, why, and what to do', async () => {
    const ofReconcile = (await rowsIn('Problems')).find(({ service }) => service === 'reconcile');

    expect(ofReconcile).toMatchObject({ 'product.database': 'credit_risk', code: 'Refused', since: expect.stringMatching(/^2026-11-22T/), why: expect.stringContaining('rl_credit_risk'), todo: expect.stringMatching(/rename|another|link/i) });
  });

  test('is the state of its product', async () => {
    expect(await rowsIn('Products by state')).toEqual([{ state: 'needs a person', products: '1' }]);
  });
});

describe('the custom widget', () => {
  test('says of each product that nothing came of it yet', async () => {
    const html = await show(loop, { perPage: 50 });

    expect(html.match(/<tr>/g)).toHaveLength(more + 2);
    expect(html).toContain('credit_risk.applications · credit-risk');
    expect(html).toContain('no profile yet');
    expect(html.match(/nothing granted by meshloop/g)).toHaveLength(more + 1);
  });

  test('has pages, each with a way to the next', async () => {
    const [first, last] = [await show(loop), await show(loop, { page: 3 })];
    const endpoint = 'arn:aws:lambda:eu-central-1:222222222222:function:meshloop-dev-show-products';

    expect(first).toContain(`<a class="btn">Next</a><cwdb-action action="call" display="widget" endpoint="${endpoint}">{"page":2}</cwdb-action>`);
    expect(first).toContain('page 1 of 3, 31 rows');
    expect(first).not.toContain('Back</a>');
    expect(last).toContain('Back</a>');
    expect(last).not.toContain('Next</a>');
    expect(await show(loop, { page: 99 })).toBe(last);
  });

  test('has the theme of who looks', async () => {
    expect(await show(loop, {}, 'light')).toContain('--ink:#0f141a');
    expect(await show(loop, {}, 'dark')).toContain('--ink:#e8eaed');
  });

  test('documents itself, and refuses what it does not know with the field’s name', async () => {
    expect(await ask(loop, { describe: true })).toContain('## meshloop: products');
    expect(await ask(loop, { perPage: 51 })).toMatchObject({ errorType: 'BadEvent', errorMessage: expect.stringContaining('perPage') });
  });
});
