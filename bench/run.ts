import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

/** `npm run bench -- NAME [options]`: runs bench/NAME.ts, or all of them one after another. */
const names = globSync('*.bench.ts', { cwd: import.meta.dirname }).map((file) => basename(file, '.bench.ts')).toSorted();
const [chosen, ...options] = process.argv.slice(2);

if (chosen !== undefined && !names.includes(chosen)) {
  console.error(`There is no benchmark "${chosen}". There are: ${names.join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const name of chosen === undefined ? names : [chosen]) {
    console.log(`== ${name}`);
    const bench: { run: (options: readonly string[]) => Promise<void> } = await import(join(import.meta.dirname, `${name}.bench.ts`));
    await bench.run(options);
  }
}
