export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol';
  /** As written; a name or text without its quotes. */
  readonly value: string;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
}

const PATTERNS = [
  /(?<space>\s+|--[^\n]*|\/\*[^]*?\*\/)/,
  /(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`)/,
  /(?<text>'(?:[^']|'')*')/,
  /(?<number>\d[\w.]*)/,
  /(?<word>[A-Za-z_][\w$]*)/,
  /(?<symbol>[^])/,
];
const PATTERN = new RegExp(PATTERNS.map((pattern) => pattern.source).join('|'), 'gy');

/** The words of a statement, comments left out: enough to tell statements apart and to find their clauses, not to read expressions. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(PATTERN)) {
    const { name, text, number, word, symbol } = match.groups ?? {};
    const place = { start: match.index, end: match.index + match[0].length };
    if (name !== undefined) tokens.push({ kind: 'name', value: unquoted(name), ...place });
    else if (text !== undefined) tokens.push({ kind: 'text', value: unquoted(text), ...place });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number, ...place });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word, ...place });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', value: symbol, ...place });
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
