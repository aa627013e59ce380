import { isRecord } from '../core/protocol/shape.ts';
import type { Scope } from './scope.ts';
import { StackError } from './stack-error.ts';
import { asText } from './text-value.ts';

/** What `AWS::NoValue` becomes: the member or item that holds it disappears. */
const NO_VALUE = Symbol('AWS::NoValue');

/** The value with all intrinsic functions carried out (CloudFormation user guide, "Intrinsic function reference"). */
export function resolve(value: unknown, scope: Scope): unknown {
  const resolved = resolveAny(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
}

/** Whether a named or written condition holds. */
export function holds(condition: unknown, scope: Scope): boolean {
  if (typeof condition === 'string') return holds(scope.conditionOf(condition), scope);
  const [name, argument] = intrinsicOf(condition) ?? [];
  switch (name) {
    case 'Condition':
      return holds(asText(argument), scope);
    case 'Fn::Not':
      return !asList(argument).some((item) => holds(item, scope));
    case 'Fn::And':
      return asList(argument).every((item) => holds(item, scope));
    case 'Fn::Or':
      return asList(argument).some((item) => holds(item, scope));
    case 'Fn::Equals': {
      const [left, right] = asList(argument).map((item) => JSON.stringify(resolve(item, scope)));
      return left === right;
    }
    default:
      throw new StackError(`Template error: ${JSON.stringify(condition)} is not a condition`);
  }
}

/** Names of resources that a value mentions, in the branches that are taken. */
export function mentioned(value: unknown, scope: Scope, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const item of value) mentioned(item, scope, found);
  if (!isRecord(value)) return found;
  const [name, argument] = intrinsicOf(value) ?? [];
  if (name === 'Fn::If') return mentioned(branchOf(argument, scope), scope, found);
  const names =
    name === 'Ref'
      ? [asText(argument)]
      : name === 'Fn::GetAtt'
        ? [attributeOf(argument)[0]]
        : name === 'Fn::Sub'
          ? substituted(argument)
          : [];
  for (const resource of names) if (scope.isResource(resource)) found.add(resource);
  if (name !== 'Ref' && name !== 'Fn::GetAtt') for (const item of Object.values(value)) mentioned(item, scope, found);
  return found;
}

function resolveAny(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveAny(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isRecord(value)) return value;
  const intrinsic = intrinsicOf(value);
  if (intrinsic) return carryOut(intrinsic[0], intrinsic[1], scope);
  const members = Object.entries(value).map(([key, member]) => [key, resolveAny(member, scope)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
}

function carryOut(name: string, argument: unknown, scope: Scope): unknown {
  const values = () => asList(resolveAny(argument, scope));
  switch (name) {
    case 'Ref':
      return argument === 'AWS::NoValue' ? NO_VALUE : scope.ref(asText(argument));
    case 'Fn::GetAtt': {
      const [resource, attribute] = attributeOf(argument);
      return scope.attribute(resource, asText(resolveAny(attribute, scope)));
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Join': {
      const [separator, items] = values();
      return asList(items).map(asText).join(asText(separator));
    }
    case 'Fn::Select': {
      const [index, items] = values();
      const item = asList(items)[Number(index)];
      if (item === undefined) throw new StackError(`Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`);
      return item;
    }
    case 'Fn::Split': {
      const [separator, text] = values();
      return asText(text).split(asText(separator));
    }
    case 'Fn::If':
      return resolveAny(branchOf(argument, scope), scope);
    case 'Fn::FindInMap': {
      const [map, first, second] = values().map(asText);
      return scope.mapped(map ?? '', first ?? '', second ?? '');
    }
    case 'Fn::ImportValue':
      return scope.exported(asText(resolveAny(argument, scope)));
    case 'Fn::Base64':
      return Buffer.from(asText(resolveAny(argument, scope))).toString('base64');
    default:
      throw new StackError(`Template error: ${name} is not served by the local cloud`);
  }
}

function intrinsicOf(value: unknown): readonly [string, unknown] | undefined {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value);
  const [only] = entries;
  // A policy statement's `Condition` is an object, the reference to a condition is text.
  if (entries.length !== 1 || !only) return undefined;
  const isIntrinsic = only[0] === 'Ref' || only[0].startsWith('Fn::') || (only[0] === 'Condition' && typeof only[1] === 'string');
  return isIntrinsic ? only : undefined;
}

function branchOf(argument: unknown, scope: Scope): unknown {
  const [condition, yes, no] = asList(argument);
  return holds(asText(condition), scope) ? yes : no;
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, variables] = Array.isArray(argument) ? [asText(argument[0]), resolveAny(argument[1], scope)] : [asText(argument), {}];
  return text.replaceAll(/\$\{([^}]*)\}/g, (_, written: string) => {
    const name = written.trim();
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (isRecord(variables) && Object.hasOwn(variables, name)) return asText(variables[name]);
    if (scope.isResource(name) || name.startsWith('AWS::') || !name.includes('.')) return asText(scope.ref(name));
    const [resource, attribute] = attributeOf(name);
    return asText(scope.attribute(resource, attribute));
  });
}

function substituted(argument: unknown): string[] {
  const text = asText(Array.isArray(argument) ? argument[0] : argument);
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name.trim().split('.')[0] ?? '');
}

function attributeOf(argument: unknown): [string, string] {
  const [resource, ...attribute] = typeof argument === 'string' ? argument.split('.') : asList(argument).map(asText);
  if (resource === undefined || attribute.length === 0)
    throw new StackError('Template error: every Fn::GetAtt object requires a resource and an attribute');
  return [resource, attribute.join('.')];
}

function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new StackError(`Template error: a list expected, not ${JSON.stringify(value)}`);
}
