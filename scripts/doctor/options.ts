import { parseArgs } from 'node:util';

export const usage = `Looks whether two accounts are as meshloop needs them, and says how to mend what is not. It changes nothing.

  npm run doctor -- --local [--port N]
  npm run doctor -- --profile NAME [--central-profile NAME] [--stage NAME]

  --local                 a running \`npm run local\`, else a bootstrapped local cloud for the length of the command
  --port N                where the running local cloud listens (default 4580)
  --profile NAME          profile of the consumer account: a data lake administrator who may read IAM
  --central-profile NAME  profile of the central account; without it, what stands there is skipped
  --stage NAME            the deployed stage (default dev)
  --json                  as JSON

Exit code: 0 no findings, 2 findings, 1 no findings but something could not be looked at, or a wrong command line.`;

export type Options =
  | { readonly at: 'local'; readonly port: number; readonly stage: string; readonly json: boolean }
  | { readonly at: 'aws'; readonly profile: string; readonly centralProfile?: string; readonly stage: string; readonly json: boolean };

/** A wrong command line, or something on the machine that is in the way: said without a stack. */
export class UsageError extends Error {}

/** @throws UsageError when an option is unknown, has no value, or both places or none are named */
export function readOptions(argv: readonly string[]): Options | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const { local = false, profile, stage = 'dev', port = '4580', json = false } = values;
  const centralProfile = values['central-profile'];
  if (local === (profile !== undefined)) throw new UsageError('Give either --local or --profile NAME.');
  if (local && centralProfile !== undefined) throw new UsageError('--central-profile goes with --profile.');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageError(`--port ${port} is not a port.`);
  if (profile === undefined) return { at: 'local', port: Number(port), stage, json };
  return { at: 'aws', profile, ...(centralProfile !== undefined && { centralProfile }), stage, json };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        local: { type: 'boolean' },
        port: { type: 'string' },
        profile: { type: 'string' },
        'central-profile': { type: 'string' },
        stage: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
