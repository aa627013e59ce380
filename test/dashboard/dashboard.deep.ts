import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readQuery } from '../../console/dashboard/log-query.ts';
import type { Caller } from '../../local/core/service.ts';
import { during } from '../support/databases.ts';
import { creditVersions, startLoop, type Loop } from '../support/loop.ts';
import { dashboardOf, linesOf, metricsOf, rowsOf, savedQueries, show, valuesOf, type Widget } from './ask.ts';

const hour = 3_600_000;

let loop: Loop;
let widgets: readonly Widget[];

/** The main scenario, a reconcile that S3 throttles once, and an event that is refused. */
beforeAll(async () => {
  const versions = await creditVersions();
  loop = await startLoop();
  await loop.people.register(versions.first);
  await loop.clock.run();
  await loop.people.reRegister(versions.shifted, 2);
  await loop.clock.run();
  await versions.dispose();
  await during(loop, { service: 's3', operation: 'ListObjectsV2', nth: 1, effect: { throttled: true } }, async () => loop.clock.run({ until: loop.clock.now() + 2 * hour }));
  const { consumer } = loop.names.accounts;
  const person: Caller = { accountId: consumer, roleArn: `arn:aws:iam::${consumer}:role/platform-admin`, arn: `arn:aws:sts::${consumer}:assumed-role/platform-admin/test`, accessKeyId: consumer };
  loop.cloud.lambda.invokeAsync(`arn:aws:lambda:${loop.names.region}:${consumer}:function:meshloop-dev-check-drift`, { version: '0' }, person);
  await loop.clock.run({ until: loop.clock.now() + hour });
  ({ widgets } = await dashboardOf(loop));
});
afterAll(() => loop.close());

const titled = (type: string) => widgets.filter((widget) => widget.type === type);

describe('the dashboard', () => {
  test('every graph has data, and lines without any are those of what did not happen here', async () => {
    const empty: Record<string, string[]> = {};
    for (const graph of titled('metric')) {
      const lines = await valuesOf(loop, graph);
      const without = [...lines].flatMap(([label, values]) => (values.length === 0 ? [label] : []));
      expect.soft(without.length, graph.properties.title).toBeLessThan(lines.size);
      if (without.length > 0) empty[graph.properties.title ?? ''] = without;
    }

    // Neither DataZone nor a crawler is in this mesh, no run failed or was held back, and nobody took a right away.
    expect(empty).toEqual({
      'From an event to the end of the work for it, 90th percentile (ms)': ['confirm-refresh', 'notice-asset'],
      Runs: ['RetrainingHeld', 'RunFailed', 'RunStopped', 'RunGone'],
      // How often a share is not visible yet is chance; the refused event is not.
      'Failures by class': expect.not.arrayContaining(['BadEvent']),
      'Errors of functions': ['confirm-refresh', 'notice-asset', 'show-products'],
      'Duration of functions, 95th percentile (ms)': ['confirm-refresh', 'notice-asset', 'show-products'],
      'Estimated cost by the day ($, list prices of us-east-1)': ['Glue: crawls'],
    });
  });

  test('costs are what the parts come to at their prices', async () => {
    const graph = titled('metric').find(({ properties }) => properties.title?.startsWith('Estimated cost'));
    const sum = (values: readonly number[] = []) => values.reduce((total, value) => total + value, 0);
    const costs = await valuesOf(loop, graph ?? fail());
    const hidden = await valuesOf(loop, { ...(graph ?? fail()), properties: { metrics: visible(graph ?? fail()), period: 86_400 } });

    // Amazon's list prices: 5 $ a terabyte, 0.23 $ an hour of ml.m5.xlarge.
    expect(sum(costs.get('Athena: queries that prove access and profile'))).toBeCloseTo((sum(hidden.get('BytesCharged')) / 1e12) * 5, 12);
    expect(sum(costs.get('SageMaker: instances of runs, as ml.m5.xlarge'))).toBeCloseTo((sum(hidden.get('InstanceSeconds')) / 3600) * 0.23, 12);
    expect(sum(hidden.get('BytesCharged'))).toBeGreaterThanOrEqual(2 * 10_000_000);
  });

  test('every log widget’s query runs and has rows', async () => {
    for (const { properties } of titled('log')) {
      const { groups, text } = readQuery(z.string().parse(properties['query']));
      expect.soft(await rowsOf(loop, groups, text), properties.title).not.toEqual([]);
    }
    expect(titled('log').length).toBeGreaterThanOrEqual(5);
  });

  test('every saved query runs and has rows', async () => {
    const checked = loop.mesh().findLast((event) => event['detail-type'] === 'Drift Checked');
    const changeId = z.object({ metadata: z.object({ changeId: z.string() }) }).parse(checked?.detail).metadata.changeId;
    for (const { name, logGroupNames = [], queryString = '' } of await savedQueries(loop)) {
      const written = queryString.replace("'CHANGE'", `'${changeId}'`).replaceAll('DATABASE.TABLE', 'credit_risk.applications');
      expect.soft(await rowsOf(loop, logGroupNames, written), name).not.toEqual([]);
    }
  });

  test('metrics go by stage, and by function only for the latency', async () => {
    const metrics = await metricsOf(loop);
    const dimensions = Map.groupBy(metrics, ({ MetricName }) => MetricName);
    const byFunction = [...dimensions].flatMap(([name, each]) => (each.some(({ Dimensions = [] }) => Dimensions.length > 1) ? [name] : []));

    expect(byFunction).toEqual(['Latency']);
    expect(metrics.flatMap(({ Dimensions = [] }) => Dimensions.map(({ Name }) => Name)).filter((name) => name !== 'stage' && name !== 'service')).toEqual([]);
    // Each costs 0.30 $ a month; docs/operations.md counts them.
    expect(metrics.length).toBeLessThanOrEqual(50);
  });
});

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

  test('has nothing that the console would take out', async () => {
    expect(await show(loop)).not.toMatch(/<script|<iframe|<form|javascript:|\son\w+=/i);
  });
});

function visible(graph: Widget): unknown {
  return linesOf(graph).flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [[MetricStat.Metric?.Namespace, MetricStat.Metric?.MetricName, ...(MetricStat.Metric?.Dimensions ?? []).flatMap(({ Name, Value }) => [Name, Value]), { label: MetricStat.Metric?.MetricName, stat: 'Sum' }]]));
}

function fail(): Widget {
  throw new Error('The dashboard has no such widget.');
}
