import { parseArgs } from 'node:util';

export const usage = `Serves the embedded local cloud for any AWS client, until Ctrl-C.

  npm run local
  npm run local -- [--port N] [--speed N] [--data FILE]… [--steps real|simulated] [--faults FILE] [--bare] [--region NAME]

  --port N       where it listens on 127.0.0.1 (default 4580; 0 takes a free one)
  --speed N      how many times faster than the machine the cloud's clock runs (default 1)
  --data FILE    registers the example's product with this CSV or Parquet file and shares it; given again,
                 each further file is registered as the next version when the settle window of the one before is over
  --steps MODE   real (default): the steps of pipelines run in Python, which is set up in .venv the first time, where it can be had;
                 simulated: their time passes
  --faults FILE  a plan of faults (JSON; docs/local-cloud.md): what goes wrong where, from the first client on
  --bare         empty accounts: no stacks, no people, no product
  --region NAME  region of a bare cloud (default eu-central-1); with the stacks mesh.yml says it
  --quiet        no timeline`;

export interface LocalOptions {
  readonly port: number;
  readonly speed: number;
  readonly data: readonly string[];
  readonly steps: 'real' | 'simulated';
  /** A file with a plan of faults. */
  readonly faults: string | undefined;
  readonly bare: boolean;
  readonly region: string;
  readonly quiet: boolean;
}

/** A wrong command line: said without a stack. */
export class UsageError extends Error {}

/** @throws UsageError when an option is unknown, has no value or a value that makes no sense */
export function readOptions(argv: readonly string[]): LocalOptions | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const data = values.data ?? [];
  const steps = values.steps ?? (values.bare ? 'simulated' : 'real');
  if (steps !== 'real' && steps !== 'simulated') throw new UsageError(`--steps wants real or simulated, not "${steps}".`);
  if (values.bare && values.steps !== undefined) throw new UsageError('--steps needs the stacks: leave --bare out.');
  if (values.bare && data.length > 0) throw new UsageError('--data needs the stacks: leave --bare out.');
  if (values.bare && values.faults !== undefined) throw new UsageError('--faults needs the stacks: leave --bare out.');
  if (!values.bare && values.region !== undefined) throw new UsageError('--region is for --bare: with the stacks, mesh.yml says the region.');
  return {
    port: number('--port', values.port ?? '4580', (value) => Number.isInteger(value) && value >= 0 && value <= 65_535, 'a port from 0 to 65535'),
    speed: number('--speed', values.speed ?? '1', (value) => value > 0 && value <= 100_000, 'a number above 0, at most 100000'),
    data,
    steps,
    faults: values.faults,
    bare: values.bare ?? false,
    region: values.region ?? 'eu-central-1',
    quiet: values.quiet ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        speed: { type: 'string' },
        data: { type: 'string', multiple: true },
        steps: { type: 'string' },
        faults: { type: 'string' },
        bare: { type: 'boolean' },
        region: { type: 'string' },
        quiet: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function number(option: string, text: string, fits: (value: number) => boolean, wanted: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!fits(value)) throw new UsageError(`${option} wants ${wanted}, not "${text}".`);
  return value;
}
