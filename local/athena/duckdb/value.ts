import { DuckDBTypeId, DuckDBBlobValue, DuckDBListValue, DuckDBMapValue, DuckDBStructValue, DuckDBArrayValue } from '@duckdb/node-api';
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';

/**
 * A value as Athena's result files print it: doubles in Java's notation, nested values as `[1, null]` and `{k=v}`, binary as
 * hexadecimal bytes (observed in public result files). NULL is null.
 */
export function textOf(value: DuckDBValue, type: DuckDBType): string | null {
  if (value === null) return null;
  switch (type.typeId) {
    case DuckDBTypeId.DOUBLE:
      return typeof value === 'number' ? javaDouble(value, value) : String(value);
    case DuckDBTypeId.FLOAT:
      return typeof value === 'number' ? javaDouble(value, shortestFloat(value)) : String(value);
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return withMilliseconds(String(value));
    case DuckDBTypeId.TIMESTAMP_TZ:
      return `${withMilliseconds(String(value).replace(/[+-]\d\d(:\d\d)?$/, ''))} UTC`;
    case DuckDBTypeId.BLOB:
      return value instanceof DuckDBBlobValue ? hexadecimal(value.bytes) : String(value);
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const items = value instanceof DuckDBListValue || value instanceof DuckDBArrayValue ? value.items : [];
      return `[${items.map((item) => inner(item, type.valueType)).join(', ')}]`;
    }
    case DuckDBTypeId.MAP: {
      const entries = value instanceof DuckDBMapValue ? value.entries : [];
      return `{${entries.map((entry) => `${inner(entry.key, type.keyType)}=${inner(entry.value, type.valueType)}`).join(', ')}}`;
    }
    case DuckDBTypeId.STRUCT: {
      const entries = value instanceof DuckDBStructValue ? value.entries : {};
      const fields = type.entryTypes.map((entry, index) => {
        const name = type.entryNames[index] ?? '';
        const text = inner(entries[name] ?? null, entry);
        return name === '' ? text : `${name}=${text}`;
      });
      return `{${fields.join(', ')}}`;
    }
    default:
      return String(value);
  }
}

function inner(value: DuckDBValue, type: DuckDBType): string {
  return textOf(value, type) ?? 'null';
}

/** Java's Double.toString: plain between 10^-3 and 10^7, else `1.0E20`. `shortest` has the digits to print. */
function javaDouble(value: number, shortest: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(shortest);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return withPoint(String(shortest));
  const [digits = '', exponent = ''] = shortest.toExponential().split('e');
  return `${withPoint(digits)}E${Number(exponent)}`;
}

function withPoint(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`;
}

/** The number with the fewest digits that is the same 32-bit float. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

/** Athena's timestamps have milliseconds; more digits are kept where there are some. */
function withMilliseconds(timestamp: string): string {
  const [seconds = '', fraction = ''] = timestamp.split('.');
  return `${seconds}.${fraction.replace(/0+$/, '').padEnd(3, '0')}`;
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
