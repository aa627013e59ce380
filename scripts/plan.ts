import { readOptions, usage } from './plan/options.ts';
import { CannotLook, run } from './plan/run.ts';
import { remedy } from './where.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else process.exitCode = await run(options, console.log);
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof CannotLook ? `Could not look. ${error.message}` : (remedy(error, usage) ?? error));
}
