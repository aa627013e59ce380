import { buildAll, functionNames } from './build/build.ts';
import { InvalidMesh } from './build/mesh.ts';

try {
  const started = performance.now();
  await buildAll();
  console.error(`Built ${functionNames().length} functions in ${Math.round(performance.now() - started)} ms.`);
} catch (error) {
  console.error(error instanceof InvalidMesh ? error.message : error);
  process.exitCode = 1;
}
