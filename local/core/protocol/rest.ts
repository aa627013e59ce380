import { bytesOf, fromText, outputRecord, toText } from './text.ts';
import { isRecord, traitText } from './shape.ts';
import type { CloudRequest } from '../wire.ts';
import type { Member, Structure } from './shape.ts';
import type { Problems } from './problems.ts';

/** Where the members of a structure travel in an HTTP message. */
export interface HttpBindings {
  readonly payload?: Member;
  readonly body: readonly Member[];
  readonly bound: readonly Member[];
}

const cache = new WeakMap<Structure, HttpBindings>();

export function bindingsOf(shape: Structure): HttpBindings {
  let bindings = cache.get(shape);
  if (bindings) return bindings;
  const payload = shape.members.find((member) => member.traits['httpPayload']);
  const bound = shape.members.filter((member) => isBound(member));
  const body = shape.members.filter((member) => member !== payload && !isBound(member));
  cache.set(shape, (bindings = payload ? { payload, body, bound } : { body, bound }));
  return bindings;
}

function isBound(member: Member): boolean {
  const { traits } = member;
  return ['httpLabel', 'httpQuery', 'httpHeader', 'httpPrefixHeaders', 'httpQueryParams', 'httpResponseCode'].some(
    (name) => traits[name] !== undefined,
  );
}

/** Reads the members that travel in path, query and headers. */
export function readBound(
  shape: Structure,
  request: CloudRequest,
  labels: Readonly<Record<string, string>>,
  problems: Problems,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const query = new URLSearchParams(request.query);
  for (const member of bindingsOf(shape).bound) {
    const path = member.printed;
    const value = boundValue(member, shape, request, labels, query, path, problems);
    if (value !== undefined) result[member.name] = value;
    else if (member.required) problems.missing(path);
  }
  return result;
}

function boundValue(
  member: Member,
  shape: Structure,
  request: CloudRequest,
  labels: Readonly<Record<string, string>>,
  query: URLSearchParams,
  path: string,
  problems: Problems,
): unknown {
  const { traits } = member;
  const header = traitText(traits, 'httpHeader');
  const inQuery = traitText(traits, 'httpQuery');
  const prefix = traitText(traits, 'httpPrefixHeaders');
  if (traits['httpLabel'])
    return labels[member.name] === undefined ? undefined : simple(member, labels[member.name] ?? '', 'date-time', path, problems);
  if (inQuery !== undefined) return fromQueryValues(member, query.getAll(inQuery), path, problems);
  if (header !== undefined) return fromHeader(member, request.headers[header.toLowerCase()], path, problems);
  if (prefix !== undefined) return prefixed(prefix.toLowerCase(), request.headers);
  if (traits['httpQueryParams']) return restOfQuery(member, shape, query);
  return undefined;
}

function fromQueryValues(member: Member, values: readonly string[], path: string, problems: Problems): unknown {
  const { shape } = member;
  const [first] = values;
  if (first === undefined) return undefined;
  if (shape.kind === 'list') return values.map((value) => simple(shape.item, value, 'date-time', path, problems));
  return simple(member, first, 'date-time', path, problems);
}

function fromHeader(member: Member, text: string | undefined, path: string, problems: Problems): unknown {
  if (text === undefined) return undefined;
  const { shape } = member;
  if (shape.kind === 'list') return text.split(',').map((value) => simple(shape.item, value.trim(), 'http-date', path, problems));
  if (traitText(member.traits, 'mediaType') === 'application/json') return Buffer.from(text, 'base64').toString('utf8');
  return simple(member, text, 'http-date', path, problems);
}

function prefixed(prefix: string, headers: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]));
}

function restOfQuery(member: Member, shape: Structure, query: URLSearchParams): Record<string, unknown> | undefined {
  const taken = new Set(shape.members.map((other) => traitText(other.traits, 'httpQuery')));
  const names = [...new Set(query.keys())].filter((name) => !taken.has(name));
  const many = member.shape.kind === 'map' && member.shape.value.shape.kind === 'list';
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, many ? query.getAll(name) : query.get(name)]));
}

function simple(member: Member, text: string, format: 'date-time' | 'http-date', path: string, problems: Problems): unknown {
  const { shape } = member;
  switch (shape.kind) {
    case 'structure':
    case 'union':
    case 'list':
    case 'map':
      throw new Error(`${path} is a ${shape.kind}, which does not travel in a path, query or header`);
    default:
      return fromText(shape, text, format, path, problems);
  }
}

/** Writes the members that travel in headers, and the status where a member carries it. */
export function writeBound(shape: Structure, output: unknown): { headers: Record<string, string>; status?: number } {
  const record = outputRecord(shape, output, '');
  const headers: Record<string, string> = {};
  let status: number | undefined;
  for (const member of bindingsOf(shape).bound) {
    const value = record[member.name];
    const header = traitText(member.traits, 'httpHeader');
    const prefix = traitText(member.traits, 'httpPrefixHeaders');
    if (value === undefined || value === null) continue;
    if (member.traits['httpResponseCode'] && typeof value === 'number') status = value;
    else if (header !== undefined) headers[header.toLowerCase()] = headerText(member, value);
    else if (prefix !== undefined && isRecord(value))
      for (const [name, text] of Object.entries(value)) headers[`${prefix}${name}`.toLowerCase()] = String(text);
  }
  return status === undefined ? { headers } : { headers, status };
}

function headerText(member: Member, value: unknown): string {
  const { shape, name } = member;
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((item) => headerText(shape.item, item)).join(',');
  if (traitText(member.traits, 'mediaType') === 'application/json') return Buffer.from(bytesOf(value, name)).toString('base64');
  switch (shape.kind) {
    case 'structure':
    case 'union':
    case 'list':
    case 'map':
      throw new Error(`${name} is a ${shape.kind}, which does not travel in a header`);
    default:
      return toText(shape, value, 'http-date', name);
  }
}
