import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { operationTable, section } from '../../scripts/local/document.ts';

it('docs/local-cloud.md lists the operations that are served (else: node scripts/local-document.ts)', async () => {
  const document = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'local-cloud.md'), 'utf8');

  expect(section(document, 'operations')).toBe(await operationTable());
});
