import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
export const dist = join(root, 'dist');
/** What the build makes of `mesh.yml`, for `serverless.yml` and for the local cloud. */
export const meshDist = join(dist, 'mesh');
export const meshFile = join(root, 'mesh.yml');
