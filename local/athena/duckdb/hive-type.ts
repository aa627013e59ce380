import { ErrorType, QueryFailure } from '../failure.ts';
import { identifier } from '../quote.ts';

/** A column type of the Glue catalog, in Hive's notation. */
export type HiveType =
  | { readonly kind: 'integer'; readonly name: 'TINYINT' | 'SMALLINT' | 'INTEGER' | 'BIGINT' }
  | { readonly kind: 'float' | 'double' | 'boolean' | 'string' | 'binary' | 'date' | 'timestamp' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly element: HiveType }
  | { readonly kind: 'map'; readonly key: HiveType; readonly value: HiveType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: HiveType }[] };

const NAMED = new Map<string, HiveType>([
  ['tinyint', { kind: 'integer', name: 'TINYINT' }],
  ['smallint', { kind: 'integer', name: 'SMALLINT' }],
  ['int', { kind: 'integer', name: 'INTEGER' }],
  ['integer', { kind: 'integer', name: 'INTEGER' }],
  ['bigint', { kind: 'integer', name: 'BIGINT' }],
  ['float', { kind: 'float' }],
  ['real', { kind: 'float' }],
  ['double', { kind: 'double' }],
  ['boolean', { kind: 'boolean' }],
  ['string', { kind: 'string' }],
  ['varchar', { kind: 'string' }],
  ['char', { kind: 'string' }],
  ['binary', { kind: 'binary' }],
  ['date', { kind: 'date' }],
  ['timestamp', { kind: 'timestamp' }],
]);

/** Reads `decimal(10,2)`, `array<struct<a:int>>` and the like. Throws a QueryFailure for a type that Hive does not have. */
export function parseHiveType(text: string): HiveType {
  const reader = new Reader(text);
  const type = reader.type();
  reader.end();
  return type;
}

/** The DuckDB type of the same values. */
export function duckdbType(type: HiveType): string {
  switch (type.kind) {
    case 'integer':
      return type.name;
    case 'string':
      return 'VARCHAR';
    case 'binary':
      return 'BLOB';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'array':
      return `${duckdbType(type.element)}[]`;
    case 'map':
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${identifier(field.name)} ${duckdbType(field.type)}`).join(', ')})`;
    case 'float':
    case 'double':
    case 'boolean':
    case 'date':
    case 'timestamp':
      return type.kind.toUpperCase();
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.trim();
  }

  type(): HiveType {
    const word = this.#match(/[A-Za-z]+/y).toLowerCase();
    const named = NAMED.get(word);
    if (named) {
      if (word === 'varchar' || word === 'char') this.#numbers();
      return named;
    }
    if (word === 'decimal') {
      const [precision = 10, scale = 0] = this.#numbers();
      return { kind: 'decimal', precision, scale };
    }
    if (word === 'array') return this.#within(() => ({ kind: 'array', element: this.type() }));
    if (word === 'map') return this.#within(() => ({ kind: 'map', ...this.#keyAndValue() }));
    if (word === 'struct') return this.#within(() => ({ kind: 'struct', fields: this.#fields() }));
    throw this.#wrong();
  }

  end(): void {
    if (this.#at < this.#text.length) throw this.#wrong();
  }

  #keyAndValue(): { key: HiveType; value: HiveType } {
    const key = this.type();
    this.#match(/\s*,\s*/y);
    return { key, value: this.type() };
  }

  #fields(): { name: string; type: HiveType }[] {
    const fields: { name: string; type: HiveType }[] = [];
    do {
      const name = this.#match(/[^:<>,]+/y).trim();
      this.#match(/\s*:\s*/y);
      fields.push({ name, type: this.type() });
    } while (this.#optional(/\s*,\s*/y) !== undefined);
    return fields;
  }

  #numbers(): number[] {
    const [, inner = ''] = this.#optional(/\s*\(([\d\s,]*)\)/y) ?? [];
    return inner === '' ? [] : inner.split(',').map(Number);
  }

  #within(read: () => HiveType): HiveType {
    this.#match(/\s*<\s*/y);
    const type = read();
    this.#match(/\s*>/y);
    return type;
  }

  #match(pattern: RegExp): string {
    const found = this.#optional(pattern);
    if (!found) throw this.#wrong();
    return found[0];
  }

  #optional(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }

  #wrong(): QueryFailure {
    return new QueryFailure(ErrorType.data, `HIVE_INVALID_METADATA: Error: type expected at the position ${this.#at} of '${this.#text}'`);
  }
}
