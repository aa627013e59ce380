import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { alarms } from '../../scripts/build/alarms.ts';
import { memory, usualMemory } from '../../scripts/build/costs.ts';
import { dashboardBody } from '../../scripts/build/dashboard.ts';
import { loopFunctions } from '../../shared/widget/console-links.ts';
import { resourcesOf, root, text } from '../packaging/templates.ts';
import { emittable } from './emitted.ts';

const functions = globSync('functions/*.ts', { cwd: root }).map((file) => basename(file, '.ts'));
/** They are not woken by events. */
const withoutLatency = ['publish-code', 'show-products'];
const metric = z.tuple([z.string(), z.string()], z.unknown());

describe('what is shown', () => {
  test('no graph waits for a metric that no function emits', () => {
    const names = dashboardBody(functions).widgets.flatMap(({ properties }) => {
      const metrics = 'metrics' in properties && Array.isArray(properties.metrics) ? properties.metrics : [];
      return metrics.flatMap((line: unknown) => {
        const parsed = metric.safeParse(line);
        return parsed.success && parsed.data[0] === 'meshloop' ? [parsed.data[1]] : [];
      });
    });

    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => !emittable().has(name))).toEqual([]);
  });

  test('no alarm waits for a metric that no function emits', () => {
    const names = alarms(functions).flatMap(({ metric: { namespace, name } }) => (namespace === 'meshloop' ? [name] : []));

    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !emittable().has(name))).toEqual([]);
  });

  test('what the metrics and alarms cost is told as it is', () => {
    const page = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
    const metrics = [...emittable()].filter((name) => name !== 'Latency').length + (functions.length - withoutLatency.length);

    expect(page).toContain(`${alarms(functions).length} alarms 0.10 $ each, ${(alarms(functions).length * 0.1).toFixed(2)} $`);
    expect(page).toContain(`${metrics} metrics at most, ${(metrics * 0.3).toFixed(2)} $`);
  });

  test('the cost of functions is by the memory that they have', () => {
    const packaged = resourcesOf('.', 'AWS::Lambda::Function').map(({ Properties }) => [text(Properties, 'FunctionName').replace('meshloop-dev-', ''), Properties?.['MemorySize']]);

    expect(Object.fromEntries(packaged)).toEqual(Object.fromEntries(functions.map((name) => [name, memory[name] ?? usualMemory])));
  });

  test('the log of a change is looked for in every function that it can pass', () => {
    expect([...loopFunctions, 'audit-access', ...withoutLatency].toSorted()).toEqual(functions.toSorted());
  });
});
