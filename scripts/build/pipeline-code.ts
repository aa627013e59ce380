import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

/** The scripts of a pipeline: what runs in its containers. */
export interface PipelineCode {
  /** SHA-256 (hex) of names and contents. */
  readonly digest: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Only scripts: a requirements.txt beside them would make the containers install packages from the network at every start. */
export function pipelineCode(pipeline: string): PipelineCode {
  const folder = join(root, 'pipelines', pipeline);
  const names = globSync('*.py', { cwd: folder }).toSorted();
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  return { digest: createHash('sha256').update(JSON.stringify(files)).digest('hex'), files };
}
