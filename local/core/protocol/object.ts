import { itemPath, memberPath, pathTo } from './problems.ts';
import { isRecord } from './shape.ts';
import type { Problems } from './problems.ts';
import type { Shape, Structure } from './shape.ts';

/** An operation's input as an SDK client takes it, copied and checked as if it had come over the wire. */
export function structureFromObject(shape: Structure, value: unknown, path: string, problems: Problems): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  if (!isRecord(value)) {
    problems.unreadable(path, value, shape.name);
    return result;
  }
  for (const name of Object.keys(value)) {
    const given = value[name];
    if (given === undefined || given === null) continue;
    const member = shape.byName.get(name);
    if (member === undefined) problems.unknown(memberPath(path, name), shape.name);
    // Of most members no path is ever needed.
    else if (typeof given === member.shape.kind) result[name] = given;
    else result[name] = fromObject(member.shape, given, pathTo(path, member.printed), problems);
  }
  for (const member of shape.members) if (member.required && result[member.name] === undefined) problems.missing(pathTo(path, member.printed));
  return result;
}

function fromObject(shape: Shape, value: unknown, path: string, problems: Problems): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return structureFromObject(shape, value, path, problems);
    case 'list':
      if (Array.isArray(value)) return value.map((item, index) => fromObject(shape.item.shape, item, itemPath(path, index), problems));
      break;
    case 'map':
      if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromObject(shape.value.shape, item, path, problems)]));
      break;
    case 'timestamp':
      if (value instanceof Date) return value;
      break;
    case 'blob':
      if (typeof value === 'string') return Buffer.from(value, 'utf8');
      if (value instanceof Uint8Array) return value;
      break;
    case 'string':
    case 'number':
    case 'boolean':
      if (typeof value === shape.kind) return value;
      break;
    default:
      return value;
  }
  problems.unreadable(path, value, shape.kind);
  return undefined;
}
