import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build/paths.ts';
import { meshJsonSchema } from '../shared/mesh/json-schema.ts';

writeFileSync(join(root, 'mesh.schema.json'), meshJsonSchema());
console.error('Wrote mesh.schema.json.');
