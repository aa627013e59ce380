import type { Column } from '@aws-sdk/client-glue';
import { invalidInput } from './errors.ts';
import { partitionKeyType, type KeyType, type KeyValue } from './partition-key-type.ts';

/** Whether the values of a partition, in the order of its table's keys, fit. */
export type PartitionTest = (values: readonly string[]) => boolean;

const TOKEN = /\s*('(?:[^']|'')*'|"(?:[^"]|"")*"|-?\d[\w.+-]*|[A-Za-z_]\w*|<=|>=|<>|!=|[=<>(),])/y;

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/**
 * The filter of GetPartitions: comparisons, LIKE, IN, BETWEEN and IS NULL of partition keys, joined by AND, OR and NOT
 * (AWS Glue API reference, GetPartitions: Expression).
 * @throws AwsError InvalidInputException for what is none of it
 */
export function partitionFilter(expression: string | undefined, keys: readonly Column[]): PartitionTest {
  if (expression === undefined || expression.trim() === '') return () => true;
  return new Reader(expression, keys).read();
}

interface Operand {
  readonly type: KeyType;
  /** Undefined where the partition has NULL. */
  readonly of: (values: readonly string[]) => KeyValue | undefined;
}

class Reader {
  readonly #text: string;
  readonly #keys: readonly Column[];
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string, keys: readonly Column[]) {
    this.#text = text;
    this.#keys = keys;
    this.#tokens = this.#split();
  }

  read(): PartitionTest {
    const test = this.#or();
    if (this.#at < this.#tokens.length) throw this.#unsupported();
    return test;
  }

  #or(): PartitionTest {
    const tests = [this.#and()];
    while (this.#take('OR')) tests.push(this.#and());
    return (values) => tests.some((test) => test(values));
  }

  #and(): PartitionTest {
    const tests = [this.#not()];
    while (this.#take('AND')) tests.push(this.#not());
    return (values) => tests.every((test) => test(values));
  }

  #not(): PartitionTest {
    if (this.#take('NOT')) {
      const test = this.#not();
      return (values) => !test(values);
    }
    return this.#isBracketedTest() ? this.#bracketed(() => this.#or()) : this.#predicate();
  }

  #predicate(): PartitionTest {
    const operand = this.#operand();
    if (this.#take('IS')) {
      const wanted = !this.#take('NOT');
      this.#expect('NULL');
      return (values) => (operand.of(values) === undefined) === wanted;
    }
    const negated = this.#take('NOT');
    const test = this.#condition(operand, negated);
    // A comparison with NULL is neither true nor false, and selects nothing.
    return (values) => {
      const value = operand.of(values);
      return value !== undefined && test(value) !== negated;
    };
  }

  #condition({ type }: Operand, negated: boolean): (value: KeyValue) => boolean {
    if (this.#take('IN')) {
      this.#expect('(');
      const wanted = [this.#literal(type)];
      while (this.#take(',')) wanted.push(this.#literal(type));
      this.#expect(')');
      return (value) => wanted.some((one) => type.compare(value, one) === 0);
    }
    if (this.#take('BETWEEN')) {
      const least = this.#literal(type);
      this.#expect('AND');
      const most = this.#literal(type);
      return (value) => type.compare(value, least) >= 0 && type.compare(value, most) <= 0;
    }
    if (this.#take('LIKE')) {
      const pattern = likePattern(unquoted(this.#next()));
      if (!type.isText) throw invalidInput(`${type.name} data type doesn't support operation 'LIKE'`);
      return (value) => pattern.test(String(value));
    }
    const holds = negated ? undefined : COMPARISONS[this.#next()];
    if (!holds) throw this.#unsupported();
    const wanted = this.#literal(type);
    return (value) => holds(type.compare(value, wanted));
  }

  #operand(): Operand {
    if (this.#peek() === '(') return this.#bracketed(() => this.#operand());
    const name = unquoted(this.#next()).toLowerCase();
    const index = this.#keys.findIndex((key) => key.Name?.toLowerCase() === name);
    if (index < 0) throw invalidInput('Invalid partition expression!');
    const type = partitionKeyType(this.#keys[index]?.Type ?? 'string');
    return { type, of: (values) => type.read(values[index] ?? '') };
  }

  #literal(type: KeyType): KeyValue {
    if (this.#peek() === '(') return this.#bracketed(() => this.#literal(type));
    const text = unquoted(this.#next());
    const value = type.read(text);
    if (value === undefined) throw invalidInput(`"${text}" is not ${type.article} ${type.noun}`);
    return value;
  }

  /** Tells `(a = 1 OR b = 2)` from `(a) = 1`: only the former has more than brackets and one name before its end. */
  #isBracketedTest(): boolean {
    let at = this.#at;
    while (this.#tokens[at] === '(') at += 1;
    return at > this.#at && this.#tokens[at + 1] !== ')';
  }

  #bracketed<T>(inner: () => T): T {
    this.#expect('(');
    const read = inner();
    this.#expect(')');
    return read;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#unsupported();
    this.#at += 1;
    return token;
  }

  #take(word: string): boolean {
    if (this.#peek()?.toUpperCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #expect(word: string): void {
    if (!this.#take(word)) throw this.#unsupported();
  }

  #split(): string[] {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let end = 0; this.#text.slice(end).trim() !== ''; end = TOKEN.lastIndex) {
      const [, token] = TOKEN.exec(this.#text) ?? [];
      if (token === undefined) throw this.#unsupported();
      tokens.push(token);
    }
    return tokens;
  }

  #unsupported(): Error {
    return invalidInput(`Unsupported expression '${this.#text.trim()}'`);
  }
}

function unquoted(token: string): string {
  const quote = token.charAt(0);
  return quote === "'" || quote === '"' ? token.slice(1, -1).replaceAll(quote + quote, quote) : token;
}

/** `%` stands for any text, `_` for one character. */
function likePattern(like: string): RegExp {
  const escaped = like.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('%', '[^]*').replaceAll('_', '[^]')}$`);
}
