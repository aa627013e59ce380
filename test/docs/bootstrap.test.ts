import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bootstrapDoc, bootstrapDocFile } from '../../scripts/bootstrap-doc.ts';

test('docs/bootstrap.md shows the steps that the scenario carries out (node scripts/bootstrap-doc.ts writes it anew)', () => {
  expect(readFileSync(bootstrapDocFile, 'utf8')).toBe(bootstrapDoc());
});
