import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readMeshFile } from '../../../scripts/build/mesh.ts';
import { meshJsonSchema } from '../../../shared/mesh/json-schema.ts';

const root = join(import.meta.dirname, '..', '..', '..');

it('mesh.schema.json is current (npm run mesh-schema)', () => {
  expect(readFileSync(join(root, 'mesh.schema.json'), 'utf8')).toBe(meshJsonSchema());
});

it('the project’s own mesh.yml is valid and names its schema', () => {
  expect(readMeshFile().subscriptions).not.toHaveLength(0);
  expect(readFileSync(join(root, 'mesh.yml'), 'utf8')).toContain('# yaml-language-server: $schema=./mesh.schema.json');
});
