import { parseArgs } from 'node:util';
import { parsed, readWhere, UsageError, whereOptions, type Where } from '../where.ts';

export const usage = `Orders a training of a model on its newest data, whatever the verdict.

  npm run retrain -- --local MODEL [--reason TEXT] [--wait]
  npm run retrain -- --profile NAME MODEL [--reason TEXT] [--wait]

  MODEL          a model of mesh.yml, as <subscription>/<model> or by its name
  --reason TEXT  why; it stands in the event (default: "ordered by hand")
  --wait         follows the order to the end of its run; exit code 1 if that does not succeed
  --local        orders from a running local cloud (npm run local)
  --port N       where that listens (default 4580)
  --profile NAME orders from AWS with this profile, in the Region of mesh.yml
  --stage NAME   stage of the stack (default dev)`;

export interface RetrainOptions {
  readonly model: string;
  readonly reason: string;
  readonly wait: boolean;
  readonly stage: string;
  /** Where to order. */
  readonly from: Where;
}

/** @throws UsageError */
export function readOptions(argv: readonly string[]): RetrainOptions | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  const { reason, wait, stage } = values;
  const [model, ...more] = positionals;
  if (model === undefined || more.length > 0) throw new UsageError('Name one model.');
  if (reason.length === 0 || reason.length > 500) throw new UsageError('--reason wants 1 to 500 characters.');
  return { model, reason, wait, stage, from: readWhere(values) };
}

const parse = (argv: readonly string[]) =>
  parsed(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...whereOptions,
        reason: { type: 'string', default: 'ordered by hand' },
        wait: { type: 'boolean', default: false },
        stage: { type: 'string', default: 'dev' },
      },
    }),
  );
