import { meshSchema, type Mesh } from './mesh.ts';

let current: Mesh | undefined;

/**
 * The mesh of this deployment: `mesh.json` beside the function's bundle, read once.
 * The build leaves `require('./mesh.json')` as it is, so that one bundle serves any mesh.
 */
export function deployedMesh(): Mesh {
  if (current === undefined) {
    if (typeof require === 'undefined') {
      throw new Error('There is no mesh.json beside this code: it runs from its sources. Call provideMesh first.');
    }
    current = meshSchema.parse(require('./mesh.json'));
  }
  return current;
}

/** Sets the mesh for code that runs from its sources, as tests do. */
export function provideMesh(mesh: Mesh): void {
  current = mesh;
}
