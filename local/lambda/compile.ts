import { readFileSync, statSync } from 'node:fs';
import { compileFunction, constants } from 'node:vm';

/** Names that a bundle sees as its globals; the sandbox gives a value for each. */
export const SANDBOX_NAMES = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  'globalThis',
  'global',
  'process',
  'console',
  'Date',
  'Math',
  'performance',
  'crypto',
  'AbortSignal',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'fetch',
] as const;

export type SandboxNames = Readonly<Record<(typeof SANDBOX_NAMES)[number], unknown>>;

export type Bundle = (names: SandboxNames) => void;

const compiled = new Map<string, { stamp: string; bundle: Bundle }>();

/**
 * Compiles a CommonJS file once per process, however many clouds and environments run it: each call of the result is a new module instance.
 * `shownAs` is the path in stack traces.
 */
export function compileBundle(file: string, shownAs: string): Bundle {
  const { mtimeMs, size } = statSync(file);
  const key = `${file}\n${shownAs}`;
  const stamp = `${mtimeMs} ${size}`;
  const known = compiled.get(key);
  if (known?.stamp === stamp) return known.bundle;
  const run = compileFunction(readFileSync(file, 'utf8'), [...SANDBOX_NAMES], {
    filename: shownAs,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const bundle: Bundle = (names) => {
    Reflect.apply(
      run,
      names.exports,
      SANDBOX_NAMES.map((name) => names[name]),
    );
  };
  compiled.set(key, { stamp, bundle });
  return bundle;
}
