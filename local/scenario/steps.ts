import type { AccountName } from './accounts.ts';

/** A command of the AWS SDK, as far as a step needs it: the CLI knows it by the same name. */
export interface AwsCommand {
  readonly input: object;
}

/** One thing that a person does, in AWS as here. */
export interface Step {
  readonly account: AccountName;
  /** The role that the person works in; without it, the account's administrator. */
  readonly as?: string;
  readonly why: string;
  readonly client: 'glue' | 'iam' | 'lakeformation' | 's3';
  readonly command: AwsCommand;
}

/** The step as an AWS CLI command. */
export function asCliCommand(step: Step): string {
  const operation = step.command.constructor.name.replace(/Command$/, '').replace(/LFTag/, 'LfTag');
  const verb = operation.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  const service = step.client === 's3' ? 's3api' : step.client;
  return `aws ${service} ${verb} --cli-input-json '${JSON.stringify(step.command.input)}'`;
}
