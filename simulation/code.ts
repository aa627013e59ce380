import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { functionNames } from '../scripts/build/build.ts';
import { root } from '../scripts/build/paths.ts';
import type { Bug } from './bugs/bug.ts';
import { planting } from './bugs/planting.ts';

/** The SDK's packages that functions use. The simulation answers in place of their clients. */
export const sdkPackages = ['athena', 'cloudwatch', 'eventbridge', 'glue', 'lakeformation', 'ram', 's3', 'sagemaker', 'scheduler', 'sts'].map(
  (name) => `@aws-sdk/client-${name}`,
);

/** What the handler of a function is called in the bundle of all. */
export function handlerNamed(functionName: string): string {
  return functionName.replaceAll('-', '_');
}

/** Bundles all functions into one file, `index.cjs` of the folder that is returned; with a bug where one is given. Throws for a bug that no longer fits. */
export async function bundleFunctions(bug?: Bug): Promise<string> {
  const folder = join(root, '.meshloop', 'code', bug?.name ?? 'sound');
  const contents = functionNames().map((name) => `export { handler as ${handlerNamed(name)} } from './functions/${name}.ts';`);
  const { outputFiles } = await build({
    absWorkingDir: root, stdin: { contents: contents.join('\n'), resolveDir: root, loader: 'ts' }, outfile: 'index.cjs', write: false, bundle: true,
    platform: 'node', target: 'node24', format: 'cjs', external: ['./mesh.json', './code.json', 'zod/mini', '@aws-sdk/*'], logLevel: 'warning',
    plugins: bug === undefined ? [] : [planting(bug)],
  });
  mkdirSync(folder, { recursive: true });
  for (const { contents: code } of outputFiles) {
    // In one step: another simulation may be reading.
    const fresh = join(folder, `.${process.pid}`);
    writeFileSync(fresh, code);
    renameSync(fresh, join(folder, 'index.cjs'));
  }
  return folder;
}
