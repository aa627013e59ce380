/** One thing that a schema found, as Standard Schema and zod describe it. */
interface Issue {
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string;
  readonly expected?: unknown;
  readonly message?: string;
}

/** Problems that a message names at most, and characters of a field's path: the message goes into a log line and a message of SQS. */
const mostProblems = 10;
const longestPath = 200;

/** An event that does not follow its contract. Trying again cannot help. Its message names fields, never values. */
export class BadEvent extends Error {
  override readonly name = 'BadEvent';

  constructor(issues: readonly Issue[]) {
    const more = issues.length > mostProblems ? `; and ${issues.length - mostProblems} more` : '';
    super(`The event does not follow its contract: ${issues.slice(0, mostProblems).map(problem).join('; ')}${more}`);
  }
}

function problem({ path = [], code = 'invalid', expected, message }: Issue): string {
  const field = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.').slice(0, longestPath) || 'event';
  // The only messages that are shown are our own: others may quote the value.
  if (code === 'custom') return `${field}: ${message ?? code}`;
  return `${field}: ${typeof expected === 'string' ? `expected ${expected}` : code.replaceAll('_', ' ')}`;
}
