import { parseArgs } from 'node:util';
import type { Template } from '../local/cloudformation/index.ts';
import { alarms } from '../scripts/build/alarms.ts';
import { functionNames } from '../scripts/build/build.ts';
import { loadDeployment } from '../scripts/deployment.ts';
import { CsvPublisher, profileQueriesOf } from '../test/support/csv-product.ts';
import { startLoop, type Loop } from '../test/support/loop.ts';
import { playBurst } from '../simulation/burst/burst.ts';
import { bundleFunctions } from '../simulation/code.ts';
import { Bill, type Assumed, type BillItem } from './cost/bill.ts';
import { prices } from './prices.ts';
import type { Row } from './result.ts';

/**
 * What one re-registration costs at list prices: a product gets new data that has not drifted, is linked, read, profiled and judged. The functions run
 * from their bundles on the local cloud with DuckDB as Athena; everything that AWS would bill is counted, no retraining run among it. Beside it: the
 * instance of a monitoring or processing job that does the same. What is assumed: `--network` milliseconds a call (default 40), `--cold` milliseconds
 * of initialisation once for each function (default 400), `--job` minutes for which a job's instance is billed (default 5).
 */
export async function run(options: readonly string[]): Promise<readonly Row[]> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({ args: [...options], options: { network: text('40'), cold: text('400'), job: text('5'), columns: text('10,60,300,1000'), products: text('1,10,100') } });
  const memory = await memoryOf();
  const assumed = { networkMilliseconds: Number(values.network), coldMilliseconds: Number(values.cold), memory };
  const jobHours = Number(values.job) / 60;
  const rows: Row[] = [];
  for (const columns of values.columns.split(',').map(Number)) {
    const { bill, items } = await reRegister(columns, assumed);
    const dollars = items.reduce((sum, item) => sum + item.dollars, 0);
    tell(columns, items);
    const name = (what: string) => `re-registration of ${columns} columns, ${what}`;
    rows.push(
      { name: name('calls to AWS'), figure: bill.calls, unit: 'calls' },
      { name: name('invocations'), figure: bill.invocations, unit: 'invocations' },
      { name: name('queries'), figure: bill.queries, unit: 'queries' },
      { name: name('functions'), figure: bill.milliseconds, unit: 'ms' },
      ...(['m5LargeHour', 'm5XlargeHour'] as const).map((instance): Row => {
        const job = prices[instance].dollars * jobHours;
        return { name: name('dollars'), figure: dollars, unit: '$', beside: { name: `job of ${values.job} minutes on ${instance === 'm5LargeHour' ? 'ml.m5.large' : 'ml.m5.xlarge'}`, figure: job }, ratio: dollars / job };
      }),
    );
  }
  const folder = await bundleFunctions();
  for (const products of values.products.split(',').map(Number)) {
    const { seen } = await playBurst(folder, { changes: products, products, spread: 5 * 60_000 });
    const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((total, times) => total + times, 0);
    rows.push({ name: `first re-registration of ${products} products, calls a product`, figure: sum(seen.calls) / products, unit: 'calls' });
    rows.push({ name: `first re-registration of ${products} products, invocations a product`, figure: sum(seen.invocations) / products, unit: 'invocations' });
  }
  rows.push({ name: 'alarms and dashboard of a stage, whatever is registered', figure: alarms(functionNames()).length * prices.alarmMonth.dollars + prices.dashboardMonth.dollars, unit: '$ a month' });
  console.log(`Assumed: ${values.network} ms a call, ${values.cold} ms of initialisation for each function, ${values.job} minutes of a job's instance. Before free tiers.`);
  return rows;
}

async function reRegister(columns: number, assumed: Assumed): Promise<{ readonly bill: Bill; readonly items: readonly BillItem[] }> {
  const loop = await startLoop();
  try {
    const publisher = new CsvPublisher(loop, { columns: Array.from({ length: columns }, (_, i) => ({ Name: `c${i}`, Type: i % 2 === 0 ? 'int' : 'string' })) });
    await publisher.register({ '': data(columns, 0) });
    await loop.clock.run();
    const before = (await profileQueriesOf(loop)).length;
    const bill = new Bill(assumed);
    const stop = loop.cloud.watch.subscribe((seen) => bill.note(seen));
    await publisher.update(data(columns, 1));
    await loop.clock.run();
    stop();
    assertJudged(loop);
    const profiled = (await profileQueriesOf(loop)).slice(before);
    const canaries = bill.queries - profiled.length;
    const scanned = [...profiled.map(({ Statistics }) => Statistics?.DataScannedInBytes ?? 0), ...Array.from({ length: canaries }, () => 0)];
    return { bill, items: bill.items(scanned) };
  } finally {
    await loop.close();
  }
}

/** The same distribution, other rows: nothing has drifted. */
function data(columns: number, version: number) {
  return Array.from({ length: 200 }, (_, row) => Array.from({ length: columns }, (_, i) => (i % 2 === 0 ? (row + version) % 5 : `c${(row + version) % 3}`)));
}

/** A loop that stops halfway is cheap. */
function assertJudged(loop: Loop): void {
  const [last, ...before] = loop.mesh().filter((event) => event['detail-type'] === 'Drift Checked').toReversed();
  if (last === undefined || before.length === 0) throw new Error('the re-registration was not judged');
}

async function memoryOf(): Promise<(functionName: string) => number> {
  const { consumer }: { consumer: Template } = await loadDeployment();
  const sizes = new Map(
    Object.values(consumer.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' ? [[String(Properties?.['FunctionName']), Number(Properties?.['MemorySize'])] as const] : [],
    ),
  );
  const least = Math.min(...sizes.values());
  return (name) => sizes.get(name) ?? least;
}

function tell(columns: number, items: readonly BillItem[]): void {
  console.log(`${columns} columns:`);
  for (const { what, units, dollars } of items) console.log(`  ${what.padEnd(22)} ${units.toPrecision(4).padStart(10)}  x ${prices[what].per.padEnd(58)} $${dollars.toFixed(7)}`);
}
