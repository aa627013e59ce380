import { parseArgs } from 'node:util';
import { parsed, readWhere, UsageError, whereOptions, type Where } from '../where.ts';

export const usage = `Prints what the planner would do so that links and grants are as mesh.yml asks, and why. It changes nothing.

  npm run plan -- --local [--json]
  npm run plan -- --profile NAME [--stage dev] [--json]
  npm run plan -- --local|--profile NAME --apply --accept HASH [--accept HASH]

  --apply        carries out the plan of that hash; where it is another one by now, says what changed and does nothing
  --accept HASH  the hash of the plan, and also that of removals that are held back, where they shall go
  --json         as JSON
  --local        a running \`npm run local\`, else a bootstrapped local cloud for the length of the command
  --port N       where the running local cloud listens (default 4580)
  --profile NAME profile of the consumer account: a data lake administrator
  --stage NAME   the deployed stage (default dev)

Exit code: 0 nothing to do, or done; 2 something waits: actions, removals that are held back, findings, or another plan than was
accepted; 1 could not look or not do all of it, or a wrong command line.`;

export interface PlanOptions {
  readonly at: Where;
  readonly stage: string;
  readonly json: boolean;
  readonly apply: boolean;
  readonly accept: readonly string[];
}

/** @throws UsageError */
export function readOptions(argv: readonly string[]): PlanOptions | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const { stage, json, apply, accept } = values;
  const wrong = accept.find((hash) => !/^[0-9a-f]{16}$/.test(hash));
  if (wrong !== undefined) throw new UsageError(`--accept wants the 16 digits of a hash that this command printed, not "${wrong}".`);
  if (apply !== accept.length > 0) throw new UsageError('--apply and --accept HASH go together: first look at the plan, then name its hash.');
  return { at: readWhere(values), stage, json, apply, accept };
}

const parse = (argv: readonly string[]) =>
  parsed(() =>
    parseArgs({
      args: [...argv],
      options: {
        ...whereOptions,
        apply: { type: 'boolean', default: false },
        accept: { type: 'string', multiple: true, default: [] },
        stage: { type: 'string', default: 'dev' },
        json: { type: 'boolean', default: false },
      },
    }).values,
  );
