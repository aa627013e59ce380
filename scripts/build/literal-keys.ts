import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Writes the keys of the SDK's schemas as what they are: `{ [_hH]: _xat }` becomes `{ ["httpHeader"]: _xat }`. A key that is a variable
 * could have an effect when it is evaluated, so esbuild keeps every schema that has one: 100 KB of S3's, for 5 of 112 operations.
 */
export const literalKeys: Plugin = {
  name: 'literal-keys',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]\w+\.js$/ }, async ({ path }) => ({
      contents: withLiteralKeys(await readFile(path, 'utf8')),
      loader: 'js',
    })),
};

export function withLiteralKeys(source: string): string {
  const constants = new Map([...source.matchAll(/^const (\w+) = ("[^"\\\n]*");$/gm)].map(([, name = '', text = '']) => [name, text]));
  return source.replaceAll(/\[(\w+)\]:/g, (key, name: string) => (constants.has(name) ? `[${constants.get(name)}]:` : key));
}
