import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureVenv } from './python-venv.ts';

const root = join(import.meta.dirname, '..');
const { python, reason } = await ensureVenv({ dev: true, tell: (line) => console.error(`meshloop: ${line}`) });

if (python === undefined) {
  console.error(`meshloop: the Python scripts are not checked: ${reason}.`);
  // A continuous integration that checks nothing must not look like one that found nothing.
  process.exitCode = process.env['CI'] === 'true' ? 1 : 0;
} else {
  const configuration = join('pipelines', 'pyproject.toml');
  const checks = [
    ['ruff', 'check', '--config', configuration, 'pipelines', 'test/pipelines'],
    ['ruff', 'format', '--check', '--config', configuration, 'pipelines', 'test/pipelines'],
    ['pytest', '-q', '-c', configuration, '--rootdir', root, 'test/pipelines'],
  ];
  const failed = checks.filter((args) => spawnSync(python, ['-m', ...args], { cwd: root, stdio: 'inherit' }).status !== 0);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
