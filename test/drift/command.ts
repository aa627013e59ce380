import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/drift.ts', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `npm run drift` as a person would, without npm around it. */
export function drift(...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: status, out: stdout, err: stderr };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'drift-test-'));
}

export function writeCsv(file: string, names: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const field = (value: string | null) => (value === null ? '' : /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  writeFileSync(file, [names, ...rows].map((row) => `${row.map(field).join(',')}\n`).join(''));
  return file;
}
