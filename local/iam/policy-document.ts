import { PolicyError } from './policy-error.ts';
import { isRecord, textList } from './json-values.ts';
import { parseConditions } from './condition.ts';
import { globOf } from './glob.ts';
import { parsePrincipals } from './principal.ts';
import type { Condition } from './condition.ts';
import type { Glob } from './glob.ts';
import type { Principals } from './principal.ts';

/** Patterns of which one has to match or, with `not`, none may. */
export interface Patterns {
  readonly not: boolean;
  readonly globs: readonly Glob[];
}

export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** Lower case. */
  readonly actions: Patterns;
  /** Absent in a trust policy. */
  readonly resources: Patterns | undefined;
  /** Absent in an identity's policy. */
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

/** The statements of one policy. It never changes, and is asked of few actions: what it says of each is worked out once. */
export class Statements {
  readonly all: readonly Statement[];
  readonly #about = new Map<string, readonly Statement[]>();
  #ofServices: Statements | undefined;

  constructor(all: readonly Statement[]) {
    this.all = all;
  }

  /** Those that speak of an action. */
  about(action: string): readonly Statement[] {
    let found = this.#about.get(action);
    if (found === undefined) {
      const lower = action.toLowerCase();
      found = this.all.filter(({ actions: { globs, not } }) => globs.some((glob) => glob.fits(lower)) !== not);
      if (this.#about.size === MOST_ACTIONS) this.#about.clear();
      this.#about.set(action, found);
    }
    return found;
  }

  /** For a service of which it is not known for which resource it acts: conditions on that count as met. */
  get ofServices(): Statements {
    return (this.#ofServices ??= new Statements(
      this.all.map((statement) => ({ ...statement, conditions: statement.conditions.filter(({ key }) => key !== 'aws:sourcearn') })),
    ));
  }
}

const MOST_ACTIONS = 1000;
export const NO_STATEMENTS = new Statements([]);

export type PolicyKind = 'identity' | 'trust' | 'resource';

const ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition']);

/** Reads a policy, as text or parsed. Throws PolicyError where it is malformed or uses what is not served. */
export function parsePolicy(document: unknown, kind: PolicyKind): Statements {
  const policy = typeof document === 'string' ? parseText(document) : document;
  if (!isRecord(policy)) throw new PolicyError('Syntax errors in policy.');
  const statements = Array.isArray(policy['Statement']) ? policy['Statement'] : [policy['Statement']];
  if (policy['Version'] === '2008-10-17' || policy['Version'] === '2012-10-17' || policy['Version'] === undefined) {
    return new Statements(statements.map((statement: unknown) => parseStatement(statement, kind)));
  }
  throw new PolicyError('The policy has an unknown Version');
}

function parseStatement(statement: unknown, kind: PolicyKind): Statement {
  if (!isRecord(statement)) throw new PolicyError('Syntax errors in policy.');
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) throw new PolicyError(`Unknown policy element ${unknown}`);
  const { Effect: effect, Sid: sid } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyError('A statement needs the effect Allow or Deny');
  const actions = patterns(statement, 'Action');
  if (!actions) throw new PolicyError('A statement needs Action or NotAction');
  const resources = patterns(statement, 'Resource');
  if (kind === 'identity' && !resources) throw new PolicyError('A statement needs Resource or NotResource');
  const principals = parsePrincipals(statement);
  if (kind === 'identity' && principals) throw new PolicyError('Policy document should not specify a principal.');
  if (kind !== 'identity' && !principals) throw new PolicyError('Missing required field Principal');
  return {
    ...(typeof sid === 'string' ? { sid } : {}),
    effect,
    actions: { not: actions.not, globs: actions.globs.map(({ pattern }) => globOf(action(pattern))) },
    resources,
    principals,
    conditions: parseConditions(statement['Condition']),
  };
}

function patterns(statement: Readonly<Record<string, unknown>>, element: 'Action' | 'Resource'): Patterns | undefined {
  const plain = statement[element];
  const negated = statement[`Not${element}`];
  if (plain !== undefined && negated !== undefined) throw new PolicyError(`A statement may have ${element} or Not${element}, not both`);
  if (plain !== undefined) return { not: false, globs: textList(plain, element).map(globOf) };
  return negated === undefined ? undefined : { not: true, globs: textList(negated, `Not${element}`).map(globOf) };
}

function action(text: string): string {
  if (text !== '*' && !/^[A-Za-z0-9-]+:[\w*?]+$/.test(text))
    throw new PolicyError('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  return text.toLowerCase();
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PolicyError('The policy is not in valid JSON format.');
  }
}
