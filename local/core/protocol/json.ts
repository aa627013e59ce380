import { blobFrom, bytesOf, outputRecord, timestampFrom, timestampText, wrongOutput } from './text.ts';
import { isRecord, traitText } from './shape.ts';
import { itemPath, memberPath, pathTo } from './problems.ts';
import type { Member, Shape, Structure } from './shape.ts';
import type { Problems } from './problems.ts';

/** How a JSON protocol differs: REST JSON renames members by `jsonName`, the RPC protocols do not. */
export interface JsonSettings {
  readonly useJsonName: boolean;
}

/** Reads parsed JSON as `shape`; what does not fit goes to `problems`. */
export function fromJson(shape: Shape, value: unknown, settings: JsonSettings, path: string, problems: Problems): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return structureFromJson(shape, shape.members, value, settings, path, problems);
    case 'list':
      if (!Array.isArray(value)) return problems.unreadable(path, value, 'a List');
      return value.map((item, index) =>
        item === null && shape.traits['sparse'] ? null : fromJson(shape.item.shape, item, settings, itemPath(path, index), problems),
      );
    case 'map':
      if (!isRecord(value)) return problems.unreadable(path, value, 'a Map');
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== null || shape.traits['sparse'])
          .map(([key, item]) => [
            key,
            item === null ? null : fromJson(shape.value.shape, item, settings, `${path}.${key}.member`, problems),
          ]),
      );
    case 'string':
      return typeof value === 'string' ? value : problems.unreadable(path, value, 'a String');
    case 'boolean':
      return typeof value === 'boolean' ? value : problems.unreadable(path, value, 'a Boolean');
    case 'number':
      return numberFromJson(value, path, problems);
    case 'bigInteger':
      return typeof value === 'bigint' || Number.isInteger(value) ? value : problems.unreadable(path, value, 'an Integer');
    case 'bigDecimal':
      return typeof value === 'number' ? value : problems.unreadable(path, value, 'a Decimal');
    case 'timestamp':
      return value instanceof Date ? value : timestampFrom(value, shape.format ?? 'epoch-seconds', path, problems);
    case 'blob':
      return value instanceof Uint8Array ? value : blobFrom(value, path, problems);
    case 'document':
      return value;
  }
}

/** As `fromJson` for those `members` of a structure that the body carries. */
export function structureFromJson(
  shape: Structure,
  members: readonly Member[],
  value: unknown,
  settings: JsonSettings,
  path: string,
  problems: Problems,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  if (!isRecord(value)) {
    problems.unreadable(path, value, shape.name);
    return result;
  }
  const left = new Set(Object.keys(value));
  left.delete('__type');
  for (const member of members) {
    const name = jsonName(member, settings);
    left.delete(name);
    const item = Object.hasOwn(value, name) ? value[name] : undefined;
    const itemAt = pathTo(path, member.printed);
    if (item !== undefined && item !== null) result[member.name] = fromJson(member.shape, item, settings, itemAt, problems);
    else if (member.required) problems.missing(itemAt);
  }
  for (const name of left) if (value[name] !== null) problems.unknown(memberPath(path, name), shape.name);
  if (shape.kind === 'union' && Object.keys(result).length !== 1) problems.invalid(path, `Exactly one member of ${shape.name} must be set`);
  return result;
}

function numberFromJson(value: unknown, path: string, problems: Problems): unknown {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  return problems.unreadable(path, value, 'a Number');
}

/** Turns an operation's output into what JSON.stringify takes. Throws where it does not fit the schema. */
export function toJson(shape: Shape, value: unknown, settings: JsonSettings, path: string): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return structureToJson(shape, shape.members, value, settings, path);
    case 'list':
      if (!Array.isArray(value)) throw wrongOutput(path, 'a list', value);
      return value.map((item, index) => (item === null ? null : toJson(shape.item.shape, item, settings, itemPath(path, index))));
    case 'map': {
      if (!isRecord(value)) throw wrongOutput(path, 'a map', value);
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      return Object.fromEntries(
        entries.map(([key, item]) => [key, item === null ? null : toJson(shape.value.shape, item, settings, `${path}.${key}`)]),
      );
    }
    case 'number':
      if (typeof value !== 'number') throw wrongOutput(path, 'a number', value);
      return Number.isFinite(value) ? value : String(value);
    case 'string':
      if (typeof value !== 'string') throw wrongOutput(path, 'a string', value);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongOutput(path, 'a boolean', value);
      return value;
    case 'timestamp': {
      const text = timestampText(value, shape.format ?? 'epoch-seconds', path);
      return (shape.format ?? 'epoch-seconds') === 'epoch-seconds' ? Number(text) : text;
    }
    case 'blob':
      return Buffer.from(bytesOf(value, path)).toString('base64');
    case 'bigInteger':
    case 'bigDecimal':
      return Number(value);
    case 'document':
      return value;
  }
}

export function structureToJson(
  shape: Structure,
  members: readonly Member[],
  value: unknown,
  settings: JsonSettings,
  path: string,
): Record<string, unknown> {
  const record = outputRecord(shape, value, path);
  const result: Record<string, unknown> = {};
  for (const member of members) {
    const item = record[member.name];
    if (item !== undefined && item !== null)
      result[jsonName(member, settings)] = toJson(member.shape, item, settings, pathTo(path, member.printed));
  }
  return result;
}

function jsonName(member: Member, settings: JsonSettings): string {
  return settings.useJsonName ? (traitText(member.traits, 'jsonName') ?? member.name) : member.name;
}
