import { parseArgs } from 'node:util';

export const usage = `Lists what lies in the dead-letter queues, and has it done again.

  npm run redrive -- --local
  npm run redrive -- --profile NAME [--stage dev] [FUNCTION]… [--go]

  FUNCTION       only what these functions did not do (link-product, …)
  --go           invokes each function again with the recorded event, and deletes the message when that went well
  --local        asks a running local cloud (npm run local)
  --port N       where that listens (default 4580)
  --profile NAME asks AWS with this profile, in the Region of mesh.yml
  --stage NAME   the stage of the deployment (default dev)
  --json         as JSON`;

export interface RedriveOptions {
  /** Empty: all. */
  readonly functions: readonly string[];
  readonly go: boolean;
  readonly from: { readonly port: number } | { readonly profile: string };
  readonly stage: string;
  readonly json: boolean;
}

/** A wrong command line: said without a stack. */
export class UsageError extends Error {}

/** @throws UsageError */
export function readOptions(argv: readonly string[]): RedriveOptions | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  const { local, profile, go, stage, json } = values;
  if (local === (profile !== undefined)) throw new UsageError('Say where to ask: --local for a running local cloud, or --profile NAME for AWS.');
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(`--port wants a port from 1 to 65535, not "${values.port}".`);
  return { functions: positionals, go, from: profile === undefined ? { port } : { profile }, stage, json };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        go: { type: 'boolean', default: false },
        local: { type: 'boolean', default: false },
        port: { type: 'string', default: '4580' },
        profile: { type: 'string' },
        stage: { type: 'string', default: 'dev' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
