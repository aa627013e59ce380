import { PolicyError } from './policy-error.ts';
import { isRecord, textList } from './json-values.ts';
import type { Caller } from '../core/service.ts';

/** Whom a trust or resource policy speaks of. */
export interface Principals {
  readonly not: boolean;
  readonly aws: readonly string[];
  readonly services: readonly string[];
}

const TYPES = new Set(['AWS', 'Service', 'Federated']);

export function parsePrincipals(statement: Readonly<Record<string, unknown>>): Principals | undefined {
  const not = statement['NotPrincipal'] !== undefined;
  const element = not ? statement['NotPrincipal'] : statement['Principal'];
  if (element === undefined) return undefined;
  if (element === '*') return { not, aws: ['*'], services: ['*'] };
  if (!isRecord(element)) throw new PolicyError('Invalid principal in policy');
  const unknown = Object.keys(element).find((type) => !TYPES.has(type));
  if (unknown !== undefined) throw new PolicyError(`Invalid principal in policy: "${unknown}"`);
  return {
    not,
    aws: element['AWS'] === undefined ? [] : textList(element['AWS'], 'Principal'),
    services: element['Service'] === undefined ? [] : textList(element['Service'], 'Principal'),
  };
}

/** How closely a policy names the caller: itself, only its account, or not at all. */
export function principalMatch(principals: Principals, caller: Caller): 'exact' | 'account' | undefined {
  const match = plainMatch(principals, caller);
  if (!principals.not) return match;
  return match ? undefined : 'exact';
}

function plainMatch(principals: Principals, caller: Caller): 'exact' | 'account' | undefined {
  if (caller.servicePrincipal !== undefined) {
    return principals.services.some((service) => service === '*' || service === caller.servicePrincipal) ? 'exact' : undefined;
  }
  if (principals.aws.some((principal) => principal === '*' || principal === caller.arn || principal === caller.roleArn)) return 'exact';
  const account = [caller.accountId, `arn:aws:iam::${caller.accountId}:root`];
  return principals.aws.some((principal) => account.includes(principal)) ? 'account' : undefined;
}
