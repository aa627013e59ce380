import { parseArgs } from 'node:util';
import { parsed, readWhere, whereOptions, type Where } from '../where.ts';

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
  readonly from: Where;
  readonly stage: string;
  readonly json: boolean;
}

/** @throws UsageError */
export function readOptions(argv: readonly string[]): RedriveOptions | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  const { go, stage, json } = values;
  return { functions: positionals, go, from: readWhere(values), stage, json };
}

const parse = (argv: readonly string[]) =>
  parsed(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...whereOptions,
        go: { type: 'boolean', default: false },
        stage: { type: 'string', default: 'dev' },
        json: { type: 'boolean', default: false },
      },
    }),
  );
