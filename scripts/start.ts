import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VirtualClock } from '../local/core/virtual-clock.ts';
import { SeededDice } from '../local/core/seeded-dice.ts';
import { boot } from '../local/scenario/boot.ts';
import { generateApplicants, toCsv } from '../local/scenario/credit-data.ts';
import { play } from '../local/scenario/play.ts';
import { publishFile, publishShifted, UnreadableData, type ProductFile } from '../local/scenario/product-file.ts';
import { report } from '../local/scenario/report.ts';
import { summarise } from '../local/scenario/summary.ts';
import { format, type Line } from '../local/scenario/timeline.ts';
import { loadDeployment, scenarioNames } from './deployment.ts';
import { chooseRunner, labelOf } from './pipeline-steps.ts';

const usage = `Plays the whole loop on the embedded local cloud.

  npm start
  npm start -- [--data FILE [--update FILE]] [--steps real|simulated] [--json]

  --data FILE    first version of the data product (CSV or Parquet); default: a generated credit-risk table
  --update FILE  version that is registered again; default: the same rows with amount × 1.5 and age + 4
  --steps MODE   real: the pipeline's steps run in Python, which is set up in .venv the first time; where it cannot be had, and for a
                 table without the label, they only let their time pass and say why. simulated: they do so anyway
  --json         only the summary, as JSON on standard output`;

interface Options {
  readonly data: string | undefined;
  readonly update: string | undefined;
  readonly steps: 'real' | 'simulated';
  readonly json: boolean;
}

/** A wrong command line: said without a stack. */
class UsageError extends Error {}

function readOptions(argv: readonly string[]): Options | 'help' {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { data: { type: 'string' }, update: { type: 'string' }, steps: { type: 'string', default: 'real' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return 'help';
    if (values.update !== undefined && values.data === undefined) throw new UsageError('--update needs --data: the version that it replaces.');
    const { data, update, steps, json } = values;
    if (steps !== 'real' && steps !== 'simulated') throw new UsageError(`--steps wants real or simulated, not "${steps}".`);
    return { data, update, steps, json };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function versions(options: Options, folder: string): Promise<{ first: ProductFile; update: ProductFile }> {
  let source = options.data;
  if (source === undefined) {
    source = join(folder, 'generated.csv');
    await writeFile(source, toCsv(generateApplicants(1000, new SeededDice('credit-risk'))));
  }
  const first = await publishFile(source, folder, 'first');
  const update =
    options.update === undefined ? await publishShifted(first, source, folder, 'update') : await publishFile(options.update, folder, 'update');
  return { first, update };
}

async function main(options: Options): Promise<void> {
  let started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'meshloop-'));
  try {
    const files = await versions(options, folder);
    const deployment = await loadDeployment();
    const names = scenarioNames(deployment.mesh);
    const setUp = performance.now();
    const { runner, reason, seconds: stepSeconds } = await chooseRunner({
      mode: options.steps,
      tables: [files.first, files.update].map(({ columns }) => columns.map(({ Name }) => Name)),
      label: names.parameters['Label'] ?? labelOf(deployment.consumer) ?? 'credit_risk',
      tell: (line) => console.error(`meshloop: ${line}`),
    });
    if (reason !== undefined) console.error(`meshloop: the pipeline's steps are not run: ${reason}.`);
    // Setting Python up is no part of the story's time.
    started += performance.now() - setUp;
    const clock = new VirtualClock(Date.now());
    const cloud = await boot(names, deployment, clock, new SeededDice('meshloop'), { sagemaker: { runner } });
    try {
      const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
      const tell = (line: Line) => {
        if (!options.json) console.log(format(line, names.accounts, colour));
      };
      const seen = await play(cloud, clock, names, files, tell);
      const seconds = (performance.now() - started) / 1000;
      const summary = await summarise({ cloud, names, link: names.link, pipelines: names.pipelines, seen, rows: files.update.rows, seconds, stepSeconds });
      console.log(options.json ? JSON.stringify(summary, null, 2) : report(summary, colour));
      // A verdict of the pipeline, such as a rejected model, is an end like another; a step that broke is not.
      if (summary.executions.some(({ steps }) => steps.some(({ status, verdict }) => status === 'Failed' && verdict !== true))) process.exitCode = 1;
    } finally {
      await cloud.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await main(options);
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (error instanceof UnreadableData) console.error(error.message);
  else console.error(error);
  process.exitCode = 1;
}
