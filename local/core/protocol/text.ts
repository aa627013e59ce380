import { isRecord } from './shape.ts';
import type { SimpleShape, Structure, TimestampFormat } from './shape.ts';
import type { Problems } from './problems.ts';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Reads a simple value that travels as text: in a header, a query, a path, an XML element. */
export function fromText(shape: SimpleShape, text: string, format: TimestampFormat, path: string, problems: Problems): unknown {
  switch (shape.kind) {
    case 'string':
      return text;
    case 'boolean':
      if (/^true$/i.test(text)) return true;
      if (/^false$/i.test(text)) return false;
      problems.unreadable(path, text, 'a Boolean');
      return undefined;
    case 'number': {
      const value = text.trim() === '' ? NaN : Number(text);
      if (!Number.isNaN(value) || text === 'NaN') return value;
      problems.unreadable(path, text, 'a Number');
      return undefined;
    }
    case 'bigInteger':
      if (/^-?\d+$/.test(text)) return BigInt(text);
      problems.unreadable(path, text, 'an Integer');
      return undefined;
    case 'timestamp':
      return timestampFrom(text, shape.format ?? format, path, problems);
    case 'blob':
      return blobFrom(text, path, problems);
    case 'bigDecimal':
    case 'document':
      return text;
  }
}

export function timestampFrom(value: unknown, format: TimestampFormat, path: string, problems: Problems): Date | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
  if (isNumber && (format === 'epoch-seconds' || typeof value === 'string')) return new Date(Math.round(Number(value) * 1000));
  if (typeof value === 'string' && (DATE_TIME.test(value) || format === 'http-date')) {
    const date = new Date(value);
    if (!Number.isNaN(date.getTime())) return date;
  }
  problems.unreadable(path, value, 'a Timestamp');
  return undefined;
}

export function blobFrom(value: unknown, path: string, problems: Problems): Uint8Array | undefined {
  if (typeof value === 'string' && BASE64.test(value)) return Buffer.from(value, 'base64');
  problems.unreadable(path, value, 'a Blob (base64)');
  return undefined;
}

/** Writes a simple value as text. Throws on a value of another type: a service's output is ours to get right. */
export function toText(shape: SimpleShape, value: unknown, format: TimestampFormat, path: string): string {
  switch (shape.kind) {
    case 'timestamp':
      return timestampText(value, shape.format ?? format, path);
    case 'blob':
      return Buffer.from(bytesOf(value, path)).toString('base64');
    case 'number':
      if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1e21 ? value.toFixed(0) : String(value);
      break;
    case 'boolean':
      if (typeof value === 'boolean') return String(value);
      break;
    case 'string':
      if (typeof value === 'string') return value;
      break;
    default:
      return String(value);
  }
  throw wrongOutput(path, shape.kind, value);
}

export function timestampText(value: unknown, format: TimestampFormat, path: string): string {
  if (!(value instanceof Date)) throw wrongOutput(path, 'Date', value);
  if (format === 'epoch-seconds') return String(value.getTime() / 1000);
  return format === 'http-date' ? value.toUTCString() : value.toISOString();
}

export function bytesOf(value: unknown, path: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  throw wrongOutput(path, 'Uint8Array', value);
}

export function wrongOutput(path: string, wanted: string, found: unknown): Error {
  return new Error(`the operation's output has ${found === null ? 'null' : typeof found} where its schema has ${wanted}, at '${path}'`);
}

/** The structure as a record. Throws when it has a member that its schema does not know: the client would lose it silently. */
export function outputRecord(shape: Structure, value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw wrongOutput(path, shape.name, value);
  for (const name of Object.keys(value)) {
    if (value[name] !== undefined && !shape.byName.has(name))
      throw new Error(`the operation's output has '${name}', which ${shape.name} does not know`);
  }
  return value;
}
