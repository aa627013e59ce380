import { TASK_ROOT } from './modules.ts';

/** What a failed invocation answers (Lambda developer guide, "Lambda function errors in Node.js"). */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type Outcome = { readonly ok: true; readonly payload: string } | { readonly ok: false; readonly error: FunctionError };

/** An error of the runtime itself, not of the function's code. */
export class RuntimeError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

/** The runtime's JSON form of whatever was thrown. */
export function functionError(thrown: unknown): FunctionError {
  if (thrown instanceof RuntimeError) return { errorType: thrown.name, errorMessage: thrown.message };
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: traceOf(thrown) };
}

// Frames of the host would differ from machine to machine and mean nothing to the function's author.
function traceOf(error: Error): string[] {
  const lines = (error.stack ?? `${error.name}: ${error.message}`).split('\n');
  return lines.filter((line) => !/^\s+at /.test(line) || line.includes(TASK_ROOT)).map((line) => line.trimEnd());
}
