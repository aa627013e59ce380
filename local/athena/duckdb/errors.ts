import type { SourceFile } from '../engine.ts';
import { ErrorType, QueryFailure } from '../failure.ts';
import { position } from './ast.ts';
import type { Tree } from './ast.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly type: number;
  /** The message in Trino's words, given the pattern's groups. */
  say(groups: readonly string[], at: (name: string) => string): string;
}

/** DuckDB's refusals in the words and numbers of Athena; the numbers of GetQueryExecution answers in public. */
const RULES: readonly Rule[] = [
  {
    pattern: /Referenced column "(.+?)" (?:was )?not found|does not have a column named "(.+?)"/,
    type: ErrorType.syntax,
    say: ([first = '', second = ''], at) => {
      const name = first || second;
      const why = 'cannot be resolved or requester is not authorized to access requested resources';
      return `COLUMN_NOT_FOUND: ${at(name)}: Column '${name.toLowerCase()}' ${why}`;
    },
  },
  {
    pattern: /Ambiguous reference to column name "(.+?)"/,
    type: ErrorType.syntax,
    say: ([name = ''], at) => `AMBIGUOUS_NAME: ${at(name)}: Column '${name}' is ambiguous`,
  },
  {
    pattern: /Function with name "?(.+?)"? does not exist|(?:Scalar|Aggregate|Table) Function with name (\S+)/,
    type: ErrorType.functionNotFound,
    say: ([first = '', second = ''], at) => `FUNCTION_NOT_FOUND: ${at(first || second)}: Function '${first || second}' not registered`,
  },
  {
    pattern: /No function matches the given name and argument types '([a-z_]\w*)\((.*?)\)'\./s,
    type: ErrorType.functionNotFound,
    say: ([name = '', types = ''], at) =>
      `FUNCTION_NOT_FOUND: ${at(name)}: Unexpected parameters (${types.toLowerCase()}) for function ${name}`,
  },
  {
    pattern:
      /No function matches the given name and argument types '(.+?)'|candidate function for the function call "(.+?)"|Cannot compare values of type (.+?) and type/,
    type: ErrorType.typeMismatch,
    say: ([first = '', second = '', third = '']) => `TYPE_MISMATCH: line 1:1: Cannot apply operator: ${first || second || third}`,
  },
  {
    pattern: /column "(.+?)" must appear in the GROUP BY clause/,
    type: ErrorType.syntax,
    say: ([name = ''], at) =>
      `EXPRESSION_NOT_AGGREGATE: ${at(name)}: '${name}' must be an aggregate expression or appear in GROUP BY clause`,
  },
  {
    pattern: /^Conversion Error: (?:Could not convert string '(.*?)' to (\w+)|.*?(?:out of range|value|format).*)/s,
    type: ErrorType.invalidArgument,
    say: ([value = '', type = '']) =>
      `INVALID_CAST_ARGUMENT: Cannot cast ${value === '' ? 'the value' : `'${value}'`} to ${type === '' ? 'the type' : type.toLowerCase()}`,
  },
  {
    pattern: /^Out of Range Error: (.*)/,
    type: ErrorType.invalidArgument,
    say: ([what = '']) => `NUMERIC_VALUE_OUT_OF_RANGE: ${what}`,
  },
  {
    pattern: /^(?:Invalid Input|IO|Parser|Invalid) Error: .*?(?:parquet|JSON|CSV|file)/is,
    type: ErrorType.data,
    say: () => 'HIVE_BAD_DATA',
  },
];

/** The failure that Athena would report for what DuckDB threw. */
export function failureOf(error: unknown, sql: string, tree: Tree, files: readonly SourceFile[]): QueryFailure {
  if (error instanceof QueryFailure) return error;
  const message = withUris(error instanceof Error ? error.message : String(error), files);
  const ours = /Invalid Input Error: ((?:HIVE_BAD_DATA).*)/s.exec(message);
  if (ours?.[1] !== undefined) return new QueryFailure(ErrorType.data, ours[1].trim());
  if (message.startsWith('Out of Memory Error'))
    return new QueryFailure(0, 'Query exhausted resources at this scale factor', { category: 1, retryable: true });
  const at = (name: string) => position(sql, offsetOf(name, tree));
  for (const rule of RULES) {
    const match = rule.pattern.exec(message);
    if (!match) continue;
    const said = rule.say(
      match.slice(1).map((group) => group ?? ''),
      at,
    );
    return new QueryFailure(rule.type, said === 'HIVE_BAD_DATA' ? `HIVE_BAD_DATA: ${firstLine(message)}` : said);
  }
  if (/^(?:Binder|Catalog|Parser) Error/.test(message))
    return new QueryFailure(ErrorType.syntax, `SYNTAX_ERROR: line 1:1: ${firstLine(message)}`);
  if (/^Not implemented Error/i.test(message)) return new QueryFailure(ErrorType.notSupported, `NOT_SUPPORTED: ${firstLine(message)}`);
  return new QueryFailure(ErrorType.internal, `GENERIC_INTERNAL_ERROR: ${firstLine(message)}`);
}

function offsetOf(name: string, tree: Tree): number {
  const wanted = name.toLowerCase();
  return [...tree.columns, ...tree.functions].find((use) => use.name.toLowerCase() === wanted)?.offset ?? NaN;
}

/** Where on disk an object lies is nobody's business: messages name it by its address. */
function withUris(message: string, files: readonly SourceFile[]): string {
  return files.reduce((text, file) => text.replaceAll(file.path, file.uri), message);
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/^[A-Z][\w ]*? Error: /, '') ?? '';
}
