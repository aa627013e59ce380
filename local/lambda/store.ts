import type { LambdaFunction } from './function.ts';
import { AwsError } from '../core/service.ts';

/** The functions of all accounts. */
export class FunctionStore {
  readonly #byArn = new Map<string, LambdaFunction>();

  find(arn: string): LambdaFunction | undefined {
    return this.#byArn.get(withoutQualifier(arn));
  }

  /** By name, partial or whole ARN. Throws ResourceNotFoundException. */
  get(nameOrArn: string | undefined, accountId: string, region: string): LambdaFunction {
    const arn = functionArn(nameOrArn ?? '', accountId, region);
    const found = this.find(arn);
    if (!found) throw notFound(arn);
    return found;
  }

  list(accountId: string): LambdaFunction[] {
    return [...this.#byArn.values()].filter((fn) => fn.accountId === accountId).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  add(fn: LambdaFunction): void {
    if (this.#byArn.has(fn.arn))
      throw new AwsError('ResourceConflictException', `Function already exist: ${fn.name}`, 409, { Type: 'User' });
    this.#byArn.set(fn.arn, fn);
  }

  remove(fn: LambdaFunction): void {
    this.#byArn.delete(fn.arn);
  }
}

export function notFound(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
}

/** A function's ARN from its name, partial ARN (`account:function:name`) or ARN, with or without qualifier. */
export function functionArn(nameOrArn: string, accountId: string, region: string): string {
  if (nameOrArn.startsWith('arn:')) return withoutQualifier(nameOrArn);
  const [, account = accountId, name = nameOrArn] = /^(\d{12}):function:(.+)$/.exec(nameOrArn) ?? [];
  return withoutQualifier(`arn:aws:lambda:${region}:${account}:function:${name}`.replace(/:function:function:/, ':function:'));
}

function withoutQualifier(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}
