import type * as z from 'zod/mini';
import { knownFields } from './known-fields.ts';
import { nearest } from './nearest.ts';
import type { Finding } from './finding.ts';

type Path = readonly (string | number)[];

/** What the file has at a path: the characters of a scalar, a list or mapping, or nothing. */
export type Written = { readonly kind: 'scalar'; readonly source: string } | { readonly kind: 'collection' } | { readonly kind: 'nothing' };

/** Turns one issue of the schema into findings that say what to do. */
export function explain(issue: z.core.$ZodIssue, writtenAt: (path: Path) => Written): Finding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? part.toString() : part));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], problem: 'is not a known field', remedy: fieldRemedy(key, path) }));
    case 'invalid_value':
      return [{ path, problem: 'is not one of the allowed values', remedy: `Write ${issue.values.map(String).join(' or ')}.` }];
    case 'invalid_key':
      return [{ path, ...split(issue.issues[0]?.message ?? issue.message) }];
    case 'invalid_type':
      return [{ path, ...explainType(issue, writtenAt(path)) }];
    default:
      return [{ path, ...split(issue.message) }];
  }
}

/** Messages of the schema carry the remedy on their second line. */
function split(message: string): { problem: string; remedy: string } {
  const [problem = '', remedy = 'See docs/configuration.md.'] = message.split('\n');
  return { problem, remedy };
}

function fieldRemedy(key: string, path: Path): string {
  const known = knownFields(path);
  const near = nearest(key, known);
  return near === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean ${near}?`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false, without quotes',
  array: 'a list',
  object: 'a mapping of fields',
  record: 'a mapping of names',
};

function explainType(issue: z.core.$ZodIssueInvalidType, written: Written): { problem: string; remedy: string } {
  const kind = kinds[issue.expected] ?? issue.expected;
  const own = issue.message.includes('\n') ? split(issue.message).remedy : `Write ${kind}.`;
  if (written.kind === 'nothing') return { problem: 'is missing', remedy: own };
  if (written.kind === 'scalar' && written.source === '') return { problem: 'is empty', remedy: own };
  // YAML reads 012345678901 and 1e3 as numbers and true as a truth value: only quotes keep the characters.
  if (issue.expected === 'string' && written.kind === 'scalar') {
    const read = /^[-+.0-9]/.test(written.source) ? 'a number' : 'a truth value';
    const quotes = /^[0-9]{12}$/.test(written.source) || own === 'Write text.' ? `Put it in quotes: "${written.source}".` : own;
    return { problem: `is read as ${read} by YAML`, remedy: quotes };
  }
  return { problem: `is not ${kind}`, remedy: own };
}
