import { PolicyError } from './policy-error.ts';
import { conditionHolds } from './condition.ts';
import { globOf, hasVariables } from './glob.ts';
import { principalMatch } from './principal.ts';
import type { AllowingStatement } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import type { Context } from './condition.ts';
import type { Patterns, Statement, Statements } from './policy-document.ts';

/** One question to policies. */
export interface Question {
  readonly caller: Caller;
  readonly action: string;
  /** Absent for a trust policy: it belongs to its role. */
  readonly resource?: string;
  readonly context: Context;
}

export interface Decision {
  readonly effect: 'Allow' | 'Deny' | 'none';
  /** Of an Allow in a policy with principals: whether the caller itself was named, or only its account. */
  readonly named?: 'exact' | 'account';
}

export type Policies = readonly Statements[];

/** What policies say together: a denial wins over every permission, and silence allows nothing. */
export function decide(policies: Policies, question: Question): Decision {
  let allowed: Decision = { effect: 'none' };
  for (const policy of policies) {
    for (const statement of policy.about(question.action)) {
      const match = applies(statement, question);
      if (!match) continue;
      if (statement.effect === 'Deny') return { effect: 'Deny' };
      if (allowed.named !== 'exact') allowed = { effect: 'Allow', named: match };
    }
  }
  return allowed;
}

/** The statements that allow it, each sufficient by itself where nothing denies it. */
export function allowing(policies: Policies, question: Question): readonly AllowingStatement[] {
  return policies
    .flatMap((policy) => policy.about(question.action))
    .filter((statement) => statement.effect === 'Allow' && applies(statement, question) !== undefined)
    .map(({ sid = '', resources }) => ({ id: sid, resources: resources?.globs.map(({ pattern }) => pattern) ?? [] }));
}

/** @param statement one about the question's action */
function applies({ principals, resources, conditions }: Statement, question: Question): 'exact' | 'account' | undefined {
  const match = principals ? principalMatch(principals, question.caller) : 'exact';
  if (!match) return undefined;
  const { resource, context } = question;
  if (resources && resource !== undefined && !matches(resources, resource, context)) return undefined;
  return conditions.every((condition) => conditionHolds(condition, context, (text) => withVariables(text, context))) ? match : undefined;
}

/** `context`: for the variables in the patterns. */
function matches({ not, globs }: Patterns, value: string, context: Context): boolean {
  for (const glob of globs) if ((glob.hasVariables ? globOf(withVariables(glob.pattern, context)) : glob).fits(value)) return !not;
  return not;
}

/** Replaces policy variables (IAM user guide, "IAM policy elements: Variables and tags"). */
function withVariables(text: string, context: Context): string {
  if (!hasVariables(text)) return text;
  return text.replace(/\$\{([^}]*)\}/g, (_whole, variable: string) => {
    const [value, ...more] = context(variable.toLowerCase());
    if (value === undefined || more.length > 0) throw new PolicyError(`The policy variable ${variable} has no single value here`);
    return value;
  });
}
