import { malformed } from './malformed.ts';
import { tokensOf, type Token } from './tokens.ts';

/** Goes through the parts of a query. */
export class Reader {
  readonly #query: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(query: string) {
    this.#query = query;
    this.#tokens = tokensOf(query);
  }

  get position(): number {
    return this.#peek().start;
  }

  get atEnd(): boolean {
    return this.#peek().kind === 'end';
  }

  /** The function that is called next, in small letters; none where none is. */
  get calls(): readonly string[] {
    const { kind, value } = this.#peek();
    const opens = this.#tokens[this.#at + 1];
    return kind === 'word' && opens?.kind === 'sign' && opens.value === '(' ? [value.toLowerCase()] : [];
  }

  next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  /** Whether the next part is this word (in any case) or sign; then it is taken. */
  takes(word: string): boolean {
    const { kind, value } = this.#peek();
    const is = (kind === 'word' && value.toLowerCase() === word) || (kind === 'sign' && value === word);
    if (is) this.#at += 1;
    return is;
  }

  expect(word: string): void {
    if (!this.takes(word)) throw this.unexpected(`: ${word} is expected`);
  }

  unexpected(hint = ''): Error {
    const { value, start, end, kind } = this.#peek();
    return malformed(`unexpected ${kind === 'end' ? 'end of the query' : `symbol found ${value}`}${hint}`, start, end);
  }

  /** The text from a position to the last part that was taken. */
  textFrom(start: number): string {
    return this.#query.slice(start, this.#tokens[this.#at - 1]?.end ?? start);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', value: '', start: this.#query.length, end: this.#query.length };
  }
}
