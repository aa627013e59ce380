import { PolicyError } from './policy-error.ts';
import { conditionHolds } from './condition.ts';
import { globMatches } from './glob.ts';
import { principalMatch } from './principal.ts';
import type { AllowingStatement } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import type { Context } from './condition.ts';
import type { Patterns, Statement } from './policy-document.ts';

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

const aboutActions = new WeakMap<readonly Statement[], Map<string, readonly Statement[]>>();
const MOST_ACTIONS = 1000;

/** The statements of a policy that speak of an action. Worked out once: a policy never changes, and is asked of few actions. */
export function statementsAbout(policy: readonly Statement[], action: string): readonly Statement[] {
  const known = aboutActions.get(policy) ?? new Map<string, readonly Statement[]>();
  aboutActions.set(policy, known);
  let found = known.get(action);
  if (found === undefined) {
    const lower = action.toLowerCase();
    found = policy.filter(({ actions }) => matches(actions, lower));
    if (known.size === MOST_ACTIONS) known.clear();
    known.set(action, found);
  }
  return found;
}

/** What statements say together: a denial wins over every permission, and silence allows nothing. */
export function decide(statements: readonly Statement[], question: Question): Decision {
  let allowed: Decision = { effect: 'none' };
  const action = question.action.toLowerCase();
  for (const statement of statements) {
    const match = applies(statement, question, action);
    if (!match) continue;
    if (statement.effect === 'Deny') return { effect: 'Deny' };
    if (allowed.named !== 'exact') allowed = { effect: 'Allow', named: match };
  }
  return allowed;
}

/** The statements that allow it, each sufficient by itself where nothing denies it. */
export function allowing(statements: readonly Statement[], question: Question): readonly AllowingStatement[] {
  const action = question.action.toLowerCase();
  return statements
    .filter((statement) => statement.effect === 'Allow' && applies(statement, question, action) !== undefined)
    .map(({ sid = '', resources }) => ({ id: sid, resources: resources?.patterns ?? [] }));
}

function applies({ actions, principals, resources, conditions }: Statement, question: Question, action: string): 'exact' | 'account' | undefined {
  // Most statements are about something else.
  if (!matches(actions, action)) return undefined;
  const match = principals ? principalMatch(principals, question.caller) : 'exact';
  if (!match) return undefined;
  const { resource, context } = question;
  if (resources && resource !== undefined && !matches(resources, resource, context)) return undefined;
  return conditions.every((condition) => conditionHolds(condition, context, (text) => withVariables(text, context))) ? match : undefined;
}

/** `context`: for the variables in the patterns. */
function matches({ not, patterns }: Patterns, value: string, context?: Context): boolean {
  for (const pattern of patterns) if (globMatches(context ? withVariables(pattern, context) : pattern, value)) return !not;
  return not;
}

/** Replaces policy variables (IAM user guide, "IAM policy elements: Variables and tags"). */
function withVariables(text: string, context: Context): string {
  if (!text.includes('${')) return text;
  return text.replace(/\$\{([^}]*)\}/g, (_whole, variable: string) => {
    const [value, ...more] = context(variable.toLowerCase());
    if (value === undefined || more.length > 0) throw new PolicyError(`The policy variable ${variable} has no single value here`);
    return value;
  });
}
