import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { creditVersions, startLoop, type Loop } from '../support/loop.ts';
import { ask, dashboardOf, show } from './ask.ts';

let loop: Loop;
beforeAll(async () => {
  const versions = await creditVersions();
  loop = await startLoop();
  await loop.people.register(versions.first);
  await loop.clock.run();
  await loop.people.reRegister(versions.shifted, 2);
  await loop.clock.run();
  await versions.dispose();
});
afterAll(() => loop.close());

describe('the custom widget', () => {
  test('shows the product with its link, profile, drift, model and run, and where to look', async () => {
    const html = await show(loop);

    expect(html).toContain('credit_risk.applications · credit-risk');
    expect(html).toContain('<code>rl_credit_risk</code>');
    expect(html).toContain('>drift</span>');
    expect(html).toMatch(/age [\d.]+ of 0\.100<\/span><svg/);
    expect(html).toContain('version 2 <span class="good">approved</span>');
    expect(html).toContain('run succeeded');
    for (const text of ['report', 'execution', 'log of this change']) expect(html).toContain(`>${text}</a>`);
  });

  test('documents itself', async () => {
    expect(await ask(loop, { describe: true })).toContain('## meshloop: products');
  });
});

test('no two widgets overlap', async () => {
  const { widgets } = await dashboardOf(loop);
  const overlaps = widgets.flatMap((a, i) => widgets.slice(i + 1).filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height));

  expect(overlaps).toEqual([]);
  expect(widgets.filter(({ x, width }) => x + width > 24)).toEqual([]);
});
