import { parseArgs } from 'node:util';

export const usage = `Lists the packages of a model package group: data version, drift at the time, metrics, champion, approval.

  npm run models -- --local
  npm run models -- --profile NAME [GROUP]…

  GROUP          model package groups (default: those of mesh.yml)
  --local        asks a running local cloud (npm run local)
  --port N       where that listens (default 4580)
  --profile NAME asks AWS with this profile, in the Region of mesh.yml
  --json         as JSON`;

export interface ModelsOptions {
  readonly groups: readonly string[];
  /** Where to ask. */
  readonly from: { readonly port: number } | { readonly profile: string };
  readonly json: boolean;
}

/** A wrong command line: said without a stack. */
export class UsageError extends Error {}

/** @throws UsageError */
export function readOptions(argv: readonly string[]): ModelsOptions | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  const { local, profile } = values;
  if (local === (profile !== undefined)) throw new UsageError('Say where to ask: --local for a running local cloud, or --profile NAME for AWS.');
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(`--port wants a port from 1 to 65535, not "${values.port}".`);
  return { groups: positionals, from: profile === undefined ? { port } : { profile }, json: values.json };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        local: { type: 'boolean', default: false },
        port: { type: 'string', default: '4580' },
        profile: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
