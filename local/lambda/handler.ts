import fs from 'node:fs';
import path from 'node:path';
import { RuntimeError } from './errors.ts';
import type { InvocationContext } from './context.ts';
import type { LambdaFunction } from './function.ts';

/** A function's code answers with a value, a promise of one, or through the callback. */
export type Handler = (event: unknown, context: InvocationContext, callback?: (error: unknown, result?: unknown) => void) => unknown;

/** `dist/link-product/index.handler` is the export `handler` of `dist/link-product/index.js` or `.cjs`. */
export function locateHandler(fn: LambdaFunction): { file: string; exportName: string } {
  const dot = fn.handler.lastIndexOf('.');
  const module = fn.handler.slice(0, dot);
  if (dot < 1) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const file = [`${module}.js`, `${module}.cjs`].find((candidate) => fs.existsSync(path.join(fn.code.root, candidate)));
  if (file === undefined) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${path.posix.basename(module)}'`);
  }
  return { file, exportName: fn.handler.slice(dot + 1) };
}

/**
 * The exported handler. From Node.js 24 on the runtime refuses handlers that take a callback (Lambda developer guide,
 * "Define Lambda function handler in Node.js").
 */
export function pickHandler(fn: LambdaFunction, exports: Readonly<Record<string, unknown>>, exportName: string): Handler {
  const found = exports[exportName];
  if (found === undefined) throw new RuntimeError('Runtime.HandlerNotFound', `${fn.handler} is undefined or not exported`);
  if (typeof found !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${fn.handler} is not a function`);
  if (found.length >= 3 && !takesCallback(fn.runtime)) {
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
        'You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    );
  }
  // A type guard cannot see a function's parameters; Lambda does not check them either.
  return found as Handler;
}

/** Calls the handler in the style that its runtime allows. */
export function callHandler(fn: LambdaFunction, handler: Handler, event: unknown, context: InvocationContext): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, result?: unknown) =>
      error === null || error === undefined ? resolve(result) : reject(asError(error));
    const answer = takesCallback(fn.runtime) ? handler(event, context, callback) : handler(event, context);
    if (isPromise(answer)) answer.then(resolve, reject);
    else if (handler.length < 3) resolve(answer);
  });
}

function takesCallback(runtime: string): boolean {
  const major = /^nodejs(\d+)/.exec(runtime)?.[1];
  return major !== undefined && Number(major) < 24;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
