export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol';
  /** As written; a name or text without its quotes. */
  readonly value: string;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
}

const PATTERNS = [
  // Blanks and comments.
  /(?:\s+|--[^\n]*|\/\*[^]*?\*\/)/,
  // A name, a text, a number, a word, a symbol: in the order of `kinds`.
  /("(?:[^"]|"")*"|`(?:[^`]|``)*`)/,
  /('(?:[^']|'')*')/,
  /(\d[\w.]*)/,
  /([A-Za-z_][\w$]*)/,
  /([^])/,
];
const PATTERN = new RegExp(PATTERNS.map((pattern) => pattern.source).join('|'), 'gy');

const kinds = ['name', 'text', 'number', 'word', 'symbol'] as const;

/** The words of a statement, comments left out: enough to tell statements apart and to find their clauses, not to read expressions. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  for (let match = PATTERN.exec(sql); match !== null; match = PATTERN.exec(sql)) {
    const group = match.findIndex((text, index) => index > 0 && text !== undefined);
    const kind = kinds[group - 1];
    if (kind === undefined) continue;
    const [value] = match;
    tokens.push({ kind, value: kind === 'name' || kind === 'text' ? unquoted(value) : value, start: match.index, end: match.index + value.length });
  }
  return tokens;
}

/** Reads tokens from left to right. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  /** Steps over the keywords or symbols when they come next. */
  take(...expected: readonly string[]): boolean {
    const found = expected.every((value, index) => is(this.peek(index), value));
    if (found) this.#at += expected.length;
    return found;
  }

  /** The tokens within the brackets that open here, which it steps over; undefined without brackets or without their end. */
  bracketed(): { readonly tokens: readonly Token[]; readonly start: number; readonly end: number } | undefined {
    const open = this.peek();
    if (!open || !is(open, '(')) return undefined;
    let depth = 0;
    for (let index = this.#at; index < this.#tokens.length; index++) {
      const token = this.#tokens[index];
      if (is(token, '(')) depth++;
      if (is(token, ')') && --depth === 0 && token) {
        const inner = this.#tokens.slice(this.#at + 1, index);
        this.#at = index + 1;
        return { tokens: inner, start: open.end, end: token.start };
      }
    }
    return undefined;
  }
}

export function is(token: Token | undefined, value: string): boolean {
  return token !== undefined && (token.kind === 'word' || token.kind === 'symbol') && token.value.toUpperCase() === value.toUpperCase();
}

function unquoted(text: string): string {
  const quote = text.charAt(0);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
