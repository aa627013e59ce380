import { OPERATORS } from './operators.ts';
import { PolicyError } from './policy-error.ts';
import { isRecord, textList } from './json-values.ts';

export interface Condition {
  readonly operator: string;
  /** `any` and `all`: ForAnyValue and ForAllValues. */
  readonly quantifier: 'any' | 'all' | undefined;
  readonly ifExists: boolean;
  /** Lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** The values of a condition key, by its lower-case name; none when the request does not have it. */
export type Context = (key: string) => readonly string[];

/** Keys that the local cloud gives a value where AWS would; a condition on any other could only be guessed. */
const KEYS = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principalorgid',
  'aws:principalservicename',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:userid',
  'cloudwatch:namespace',
  'events:detail-type',
  'events:source',
  'kms:calleraccount',
  'kms:viaservice',
  'iam:passedtoservice',
  'ram:resourcesharename',
  'ram:shareowneraccountid',
  's3:delimiter',
  's3:max-keys',
  's3:prefix',
  's3:resourceaccount',
  'sts:externalid',
  'sts:rolesessionname',
]);

/** Reads a statement's Condition element. Throws PolicyError on an operator or key that is not served. */
export function parseConditions(element: unknown): readonly Condition[] {
  if (element === undefined) return [];
  if (!isRecord(element)) throw new PolicyError('Condition must be an object');
  return Object.entries(element).flatMap(([operator, keys]) => {
    const { name, quantifier, ifExists } = readOperator(operator);
    if (!isRecord(keys)) throw new PolicyError(`Condition ${operator} must be an object`);
    return Object.entries(keys).map(([key, values]) => {
      if (!KEYS.has(key.toLowerCase()) && !/^(aws:resourcetag\/|kms:encryptioncontext:)/i.test(key)) throw new PolicyError(`The condition key ${key} is not served by the local cloud`);
      const given = textList(values, `Condition ${operator} ${key}`);
      const wrong = given.find((value) => OPERATORS[name]?.reads?.(value) === false);
      if (wrong !== undefined) throw new PolicyError(`${wrong} is no value of the condition operator ${operator}`);
      return { operator: name, quantifier, ifExists, key: key.toLowerCase(), values: given };
    });
  });
}

function readOperator(operator: string): { name: string; quantifier: 'any' | 'all' | undefined; ifExists: boolean } {
  const [, quantifier, name = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const isKnown = Object.hasOwn(OPERATORS, name) && !(name === 'Null' && (quantifier ?? ifExists));
  if (!isKnown) throw new PolicyError(`The condition operator ${operator} is not served by the local cloud`);
  return {
    name,
    quantifier: quantifier === 'ForAnyValue' ? 'any' : quantifier === 'ForAllValues' ? 'all' : undefined,
    ifExists: ifExists !== undefined,
  };
}

/**
 * Whether a condition holds (IAM user guide, "IAM JSON policy elements: Condition operators"). A missing key fails a
 * positive operator and satisfies a negated one; `IfExists` and ForAllValues hold without it.
 */
export function conditionHolds(condition: Condition, context: Context, substitute: (text: string) => string): boolean {
  const given = context(condition.key);
  const operator = OPERATORS[condition.operator];
  if (!operator) throw new PolicyError(`The condition operator ${condition.operator} is not served by the local cloud`);
  if (condition.operator === 'Null') return condition.values.some((value) => (value.toLowerCase() === 'true') === (given.length === 0));
  if (given.length === 0)
    return condition.quantifier === 'all' || condition.ifExists || (operator.negated && condition.quantifier !== 'any');
  const wanted = condition.values.map(substitute);
  const fits = (value: string) => wanted.some((pattern) => operator.matches(pattern, value)) !== operator.negated;
  if (condition.quantifier === 'any') return given.some(fits);
  if (condition.quantifier === 'all' || operator.negated) return given.every(fits);
  return given.some(fits);
}
