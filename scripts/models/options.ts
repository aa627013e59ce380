import { parseArgs } from 'node:util';
import { parsed, readWhere, whereOptions, type Where } from '../where.ts';

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
  readonly from: Where;
  readonly json: boolean;
}

/** @throws UsageError */
export function readOptions(argv: readonly string[]): ModelsOptions | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  return { groups: positionals, from: readWhere(values), json: values.json };
}

const parse = (argv: readonly string[]) =>
  parsed(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...whereOptions,
        json: { type: 'boolean', default: false },
      },
    }),
  );
