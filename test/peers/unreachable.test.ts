import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findPeers } from '../../scripts/peers/find.ts';
import { pipFailure } from '../../scripts/pip-failure.ts';
import { ensureVenv } from '../../scripts/python-venv.ts';

/** What pip says when nothing listens at its index. */
const SAID = `WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/awscli/
ERROR: Could not find a version that satisfies the requirement awscli==1.46.3 (from versions: none)
ERROR: No matching distribution found for awscli==1.46.3`;

/** A Python that makes environments of itself, and whose pip reaches nothing. */
const FAKE = `#!/bin/sh
case "$*" in
  "-c"*ensurepip*) echo 3.11 ;;
  "-c"*) echo True ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip "*) cat >&2 <<'END'
${SAID}
END
    exit 1 ;;
esac
`;

let folder: string;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshloop-test-'));
  told = [];
  const python = join(folder, 'python3');
  writeFileSync(python, FAKE);
  chmodSync(python, 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  vi.stubEnv('MESHLOOP_PYTHON', python);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const find = (isCi: boolean) => findPeers({ isCi, tell: (line) => told.push(line), folder: join(folder, 'peers') });

describe('where PyPI cannot be reached', () => {
  it('the checks by others’ tools fail in CI', async () => {
    await expect(find(true)).rejects.toThrow("The checks by others' tools cannot run: the packages cannot be installed: PyPI cannot be reached (Connection refused)");
  });

  it('they say so and are left out elsewhere', async () => {
    expect(await find(false)).toBeUndefined();
    expect(told).toEqual([
      'Not checked: the packages cannot be installed: PyPI cannot be reached (Connection refused); check the network, or name a mirror in PIP_INDEX_URL. In CI this is a failure.',
    ]);
  });

  it('the pipeline’s packages are not there, for that reason, and nothing half made is left', async () => {
    const venv = await ensureVenv({ folder: join(folder, 'venv'), tell: (line) => told.push(line) });

    expect(venv).toEqual({
      reason: "Python's packages could not be installed: PyPI cannot be reached (Connection refused); check the network, or name a mirror in PIP_INDEX_URL",
    });
    expect(spawnSync('ls', [folder], { encoding: 'utf8' }).stdout.trim()).toBe('python3');
  });
});

it('pip’s last line is told where it is no question of the network', () => {
  expect(pipFailure('WARNING: a\nERROR: No space left on device\n')).toBe('ERROR: No space left on device');
});
