import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { formatMeshError, loadMesh, type MeshError } from '../../shared/mesh/load.ts';
import type { Deployments } from '../../shared/mesh/deployments.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { meshFile, root } from './paths.ts';

/** `mesh.yml` has mistakes; the message lists them, one line each. */
export class InvalidMesh extends Error {
  override readonly name = 'InvalidMesh';

  constructor(errors: readonly MeshError[]) {
    super(errors.map(formatMeshError).join('\n'));
  }
}

/** Reads and checks a `mesh.yml`. Throws InvalidMesh. */
export function readMeshFile(file: string = meshFile): Mesh {
  return readFile(file).mesh;
}

/** What `mesh.yml` says about the deployment of the stacks: the functions need not know it. Throws InvalidMesh. */
export function readDeployments(file: string = meshFile): Deployments {
  return readFile(file).deployments;
}

function readFile(file: string): { readonly mesh: Mesh; readonly deployments: Deployments } {
  const name = relative(root, file);
  if (!existsSync(file)) {
    const remedy = 'Create it; docs/configuration.md has an example.';
    throw new InvalidMesh([{ file: name, line: 1, column: 1, field: '', problem: 'The file does not exist', remedy }]);
  }
  const loaded = loadMesh(readFileSync(file, 'utf8'), name);
  if ('errors' in loaded) throw new InvalidMesh(loaded.errors);
  return loaded;
}
