import { arnMatches, globMatches } from './glob.ts';

export interface ConditionOperator {
  /** Whether one value of a request fits one value of the policy. */
  readonly matches: (pattern: string, value: string) => boolean;
  /** No value of the policy may fit. */
  readonly negated: boolean;
  /** Whether a value of a policy can be one of this operator; without it any text is. */
  readonly reads?: (pattern: string) => boolean;
}

/** The operators that are served (IAM user guide, "Condition operators"); any other makes its policy malformed, never ignored. */
export const OPERATORS: Readonly<Record<string, ConditionOperator>> = {
  StringEquals: { matches: equal, negated: false },
  StringNotEquals: { matches: equal, negated: true },
  StringEqualsIgnoreCase: { matches: insensitive, negated: false },
  StringNotEqualsIgnoreCase: { matches: insensitive, negated: true },
  StringLike: { matches: globMatches, negated: false },
  StringNotLike: { matches: globMatches, negated: true },
  ArnEquals: { matches: arnMatches, negated: false },
  ArnLike: { matches: arnMatches, negated: false },
  ArnNotEquals: { matches: arnMatches, negated: true },
  ArnNotLike: { matches: arnMatches, negated: true },
  Bool: { matches: insensitive, negated: false },
  Null: { matches: equal, negated: false },
  ...ordered('Numeric', numberOf),
  ...ordered('Date', timeOf),
};

/** The six operators of a type that has an order. A value of a request that is none of that type fits nothing. */
function ordered(type: string, read: (text: string) => number): Record<string, ConditionOperator> {
  const operator = (holds: (value: number, bound: number) => boolean, negated = false): ConditionOperator => ({
    matches: (pattern, value) => holds(read(value), read(pattern)),
    negated,
    reads: (pattern) => !Number.isNaN(read(pattern)),
  });
  return {
    [`${type}Equals`]: operator((value, bound) => value === bound),
    [`${type}NotEquals`]: operator((value, bound) => value === bound, true),
    [`${type}LessThan`]: operator((value, bound) => value < bound),
    [`${type}LessThanEquals`]: operator((value, bound) => value <= bound),
    [`${type}GreaterThan`]: operator((value, bound) => value > bound),
    [`${type}GreaterThanEquals`]: operator((value, bound) => value >= bound),
  };
}

function equal(pattern: string, value: string): boolean {
  return pattern === value;
}

function insensitive(pattern: string, value: string): boolean {
  return pattern.toLowerCase() === value.toLowerCase();
}

function numberOf(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

/** Milliseconds of an ISO 8601 date or of seconds since the epoch, as both are written in policies. */
function timeOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  return /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(text) ? Date.parse(text) : NaN;
}
