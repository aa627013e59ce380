import { malformed } from './malformed.ts';

export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'regex' | 'number' | 'period' | 'sign' | 'end';
  /** Without quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const patterns: readonly (readonly [Token['kind'] | 'skip', RegExp])[] = [
  ['skip', /\s+|#[^\n]*/y],
  ['text', /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y],
  // A field whose name has other signs stands in backticks.
  ['name', /`([^`]+)`/y],
  ['period', /(\d+(?:ms|msecs?|milliseconds?|secs?|seconds?|s|mins?|minutes?|m|hrs?|hours?|h|days?|d|weeks?|w))(?![\w.])/y],
  ['number', /(\d+(?:\.\d+)?)(?![\w])/y],
  ['word', /(@?[A-Za-z_][\w.]*)/y],
  ['sign', /(\|\||&&|!=|<=|>=|=~|[|,()[\]=<>+\-*/%])/y],
];

/** The parts of a query. A slash begins a regular expression only after `like` and `=~`. */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const before = tokens.at(-1);
    const wantsRegex = before !== undefined && (before.value === '=~' || (before.kind === 'word' && before.value.toLowerCase() === 'like'));
    const candidates: typeof patterns = wantsRegex ? [['regex', /\/((?:[^/\\\n]|\\.)+)\//y], ...patterns] : patterns;
    const found = candidates.map(([kind, pattern]) => ({ kind, match: matchAt(pattern, query, at) })).find(({ match }) => match !== null);
    if (!found?.match) throw malformed(`unexpected symbol found ${query[at]}`, at);
    const [whole, ...groups] = found.match;
    const written = groups.find((group) => group !== undefined) ?? whole;
    const value = found.kind === 'text' ? written.replaceAll(/\\(.)/gs, '$1') : written;
    if (found.kind !== 'skip') tokens.push({ kind: found.kind, value, start: at, end: at + whole.length });
    at += whole.length;
  }
  return [...tokens, { kind: 'end', value: '', start: query.length, end: query.length }];
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
